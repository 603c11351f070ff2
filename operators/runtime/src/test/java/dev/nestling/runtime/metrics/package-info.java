/** Tests of what is told of objects in numbers. */
@NullMarked
package dev.nestling.runtime.metrics;

import org.jspecify.annotations.NullMarked;
