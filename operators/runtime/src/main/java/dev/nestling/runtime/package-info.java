/**
 * What all operators share on top of Quarkus and the operator framework, cures for the framework's
 * known defects above all: {@link dev.nestling.runtime.PrimaryStatus} (spec changes that would be
 * lost), {@link dev.nestling.runtime.Leadership} (a stop that ends, a lease that is given back),
 * {@link dev.nestling.runtime.metrics.MetricsBeans} (metrics that count and do not break retries);
 * and {@link dev.nestling.runtime.HeapReturn} (memory that goes back after a burst).
 */
@NullMarked
package dev.nestling.runtime;

import org.jspecify.annotations.NullMarked;
