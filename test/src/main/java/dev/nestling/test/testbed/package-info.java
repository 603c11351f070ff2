/** The embedded management cluster that end-to-end tests and benchmarks run on. */
@NullMarked
package dev.nestling.test.testbed;

import org.jspecify.annotations.NullMarked;
