package dev.nestling.runtime.metrics;

import java.util.List;

/** Something that has samples whenever it is asked. */
@FunctionalInterface
public interface SampleSource {

  /** As things are now; quick, and without a request to anybody. */
  List<Sample> samples();
}
