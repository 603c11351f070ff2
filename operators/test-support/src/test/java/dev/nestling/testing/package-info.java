@NullMarked
package dev.nestling.testing;

import org.jspecify.annotations.NullMarked;
