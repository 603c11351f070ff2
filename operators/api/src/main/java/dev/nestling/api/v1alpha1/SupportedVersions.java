package dev.nestling.api.v1alpha1;

import java.util.List;

/** The Kubernetes versions that a cluster can run, newest first. */
public final class SupportedVersions {
  static final String NEWEST = "v1.36.3";
  static final String PREVIOUS = "v1.35.4";

  /** As a CEL list and as a sentence's part; {@link #all()} is the same list for Java. */
  static final String CEL_LIST = "['" + NEWEST + "', '" + PREVIOUS + "']";

  static final String SPOKEN = NEWEST + ", " + PREVIOUS;

  private SupportedVersions() {}

  /** Every supported version, newest first. */
  public static List<String> all() {
    return List.of(NEWEST, PREVIOUS);
  }
}
