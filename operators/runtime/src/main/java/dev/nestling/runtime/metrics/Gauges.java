package dev.nestling.runtime.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Shows samples in a registry, a gauge for each series.
 *
 * <p>A series that goes on keeps its gauge. The registry's own way, a MultiGauge that overwrites,
 * takes each away and adds it again; whoever scrapes in between takes the series for ended, and an
 * alert that waits on it begins anew.
 */
public final class Gauges {
  private final MeterRegistry registry;
  private final Map<Series, Shown> shown = new HashMap<>();

  private record Series(Metric metric, List<String> labelValues) {}

  /** A gauge and its value. */
  private static final class Shown {
    private volatile double value;
    private final Meter gauge;

    Shown(MeterRegistry registry, Series series) {
      Metric metric = series.metric();
      gauge =
          Gauge.builder(metric.name(), this, Shown::value)
              .description(metric.help())
              .tags(
                  IntStream.range(0, metric.labels().size())
                      .mapToObj(i -> Tag.of(metric.labels().get(i), series.labelValues().get(i)))
                      .toList())
              .register(registry);
    }

    double value() {
      return value;
    }
  }

  public Gauges(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Shows these samples, and no others any more. */
  public synchronized void show(List<Sample> samples) {
    Map<Series, Double> wanted =
        samples.stream()
            .collect(
                Collectors.toMap(
                    sample -> new Series(sample.metric(), sample.labelValues()),
                    Sample::value,
                    (one, another) -> another));
    shown
        .entrySet()
        .removeIf(
            known -> {
              boolean gone = !wanted.containsKey(known.getKey());
              if (gone) {
                registry.remove(known.getValue().gauge);
              }
              return gone;
            });
    wanted.forEach(
        (series, value) ->
            shown.computeIfAbsent(series, added -> new Shown(registry, added)).value = value);
  }
}
