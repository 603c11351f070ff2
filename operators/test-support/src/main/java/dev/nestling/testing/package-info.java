/** For tests of the operators: a mock API server, golden scenarios, layer rules. */
@NullMarked
package dev.nestling.testing;

import org.jspecify.annotations.NullMarked;
