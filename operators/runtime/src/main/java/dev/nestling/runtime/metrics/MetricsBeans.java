package dev.nestling.runtime.metrics;

import dev.nestling.runtime.tracing.TracedMetrics;
import dev.nestling.runtime.tracing.Tracing;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * The operator's metrics.
 *
 * <p>The extension's own producer hands out metrics that count nothing when they are asked for
 * before the registry is bound, which in production they are (quarkus-operator-sdk issue 1385).
 */
@Singleton
public class MetricsBeans {
  @Produces
  @Singleton
  @Unremovable
  Metrics operatorMetrics(MeterRegistry registry) {
    Metrics metrics = MicrometerMetricsV2.newBuilder(registry).build();
    return Tracing.ofThisProcess()
        .<Metrics>map(tracing -> new TracedMetrics(metrics, tracing.reconciles()))
        .orElse(metrics);
  }

  @Produces
  @Singleton
  @Unremovable
  MeterFilter everyEventHasAnAction() {
    return new EveryEventHasAnAction();
  }
}
