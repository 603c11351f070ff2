/** The API as a real API server serves it: defaults, refusals and samples. */
@NullMarked
package dev.nestling.test.api;

import org.jspecify.annotations.NullMarked;
