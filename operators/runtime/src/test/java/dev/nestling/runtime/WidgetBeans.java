package dev.nestling.runtime;

import dev.nestling.runtime.metrics.Metric;
import dev.nestling.runtime.metrics.SampleSource;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** What the application under test says in numbers. */
@Singleton
public class WidgetBeans {
  static final Metric WIDGETS = new Metric("nestling_widgets", "Of the test.", List.of("name"));

  @Produces
  @Singleton
  SampleSource widgets() {
    return () -> List.of(WIDGETS.is(true, List.of("any")));
  }
}
