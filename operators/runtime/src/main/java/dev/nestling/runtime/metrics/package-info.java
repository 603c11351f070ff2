/**
 * What the process that leads tells of the objects it looks after, as gauges for Prometheus: {@link
 * dev.nestling.runtime.metrics.KindMetrics} has what one kind's gauges are made from, {@link
 * dev.nestling.runtime.metrics.Gauges} shows them. What each kind says is in its operator's package
 * ({@code LightClusterSamples} and so on), and in docs/reference/metrics.md.
 */
@NullMarked
package dev.nestling.runtime.metrics;

import org.jspecify.annotations.NullMarked;
