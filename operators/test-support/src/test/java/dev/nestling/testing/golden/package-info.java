@NullMarked
package dev.nestling.testing.golden;

import org.jspecify.annotations.NullMarked;
