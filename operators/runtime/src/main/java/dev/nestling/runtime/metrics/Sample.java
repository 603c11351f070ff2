package dev.nestling.runtime.metrics;

import java.util.List;

/**
 * One value of one metric.
 *
 * @param labelValues one for each of the metric's labels
 */
public record Sample(Metric metric, List<String> labelValues, double value) {

  public Sample {
    labelValues = List.copyOf(labelValues);
    if (labelValues.size() != metric.labels().size()) {
      throw new IllegalArgumentException(
          "%s has the labels %s, not %d values"
              .formatted(metric.name(), metric.labels(), labelValues.size()));
    }
  }
}
