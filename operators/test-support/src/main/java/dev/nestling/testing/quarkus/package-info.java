/** For tests that start the whole application. */
@NullMarked
package dev.nestling.testing.quarkus;

import org.jspecify.annotations.NullMarked;
