package dev.nestling.core.nested;

/**
 * Which cluster is asked on which way.
 *
 * @param namespace of the cluster
 * @param cluster its name
 * @param route the way
 */
public record ProbeKey(String namespace, String cluster, Route route) {

  /** The ways to a nested API server. */
  public enum Route {
    /** At the Service, from inside the management cluster. */
    SERVICE,
    /** At the published outside address. */
    OUTSIDE
  }
}
