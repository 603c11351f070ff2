/** For tests of metrics: what was scraped, and what docs/reference/metrics.md says of it. */
@NullMarked
package dev.nestling.testing.metrics;

import org.jspecify.annotations.NullMarked;
