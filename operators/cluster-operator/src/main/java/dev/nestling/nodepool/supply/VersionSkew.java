package dev.nestling.nodepool.supply;

import dev.nestling.core.plan.Problem;
import java.util.Optional;

/** Which kubelets may be in which cluster. */
public final class VersionSkew {
  private static final int MOST_OLDER_MINORS = 3;

  private VersionSkew() {}

  /**
   * @param nodes version of Kubernetes on them; none means the cluster's
   * @return why they can't be in the cluster
   */
  public static Optional<Problem> between(Optional<String> nodes, String cluster) {
    return nodes
        .filter(version -> !isWithin(minor(version), minor(cluster)))
        .map(
            version ->
                new Problem(
                    "VersionSkew",
                    ("spec.workers.version: nodes of %s can't be in a cluster of %s: they may be of its"
                            + " minor version or up to three older")
                        .formatted(version, cluster)));
  }

  private static boolean isWithin(int node, int cluster) {
    return node <= cluster && node >= cluster - MOST_OLDER_MINORS;
  }

  private static int minor(String version) {
    return Integer.parseInt(version.split("[.]")[1]);
  }
}
