package dev.nestling.runtime.metrics;

import java.util.List;

/**
 * A gauge with labels.
 *
 * @param name as it is exported, with its unit: {@code _seconds}, {@code _bytes}, {@code _cores}
 * @param help one sentence
 * @param labels their names, in the order in which {@link #is} takes their values
 */
public record Metric(String name, String help, List<String> labels) {

  public Metric {
    labels = List.copyOf(labels);
  }

  /**
   * @param labelValues one for each label
   */
  public Sample is(double value, List<String> labelValues) {
    return new Sample(this, labelValues, value);
  }

  /** 1 for true, 0 for false. */
  public Sample is(boolean value, List<String> labelValues) {
    return is(value ? 1 : 0, labelValues);
  }
}
