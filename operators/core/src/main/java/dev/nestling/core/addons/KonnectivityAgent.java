package dev.nestling.core.addons;

import dev.nestling.core.kubeadm.NestedFacts;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/**
 * The nodes' end of the tunnel through which the API server reaches kubelets, pods and Services. It
 * calls; nothing of a node has to be reachable.
 */
public final class KonnectivityAgent {
  static final String NAME = "konnectivity-agent";

  private KonnectivityAgent() {}

  /**
   * The tunnel's server as nodes reach it; its certificate is of the cluster's authority.
   *
   * @param host name or address literal, v6 without brackets
   * @param port of agents
   */
  public record Server(String host, int port) {}

  /**
   * @param image whole reference
   */
  public static List<HasMetadata> objects(NestedFacts facts, Server server, String image) {
    return List.of(
        Pods.account(NAME, NAME),
        KonnectivityDaemonSet.build(image, server, facts.network().prefersV6() ? "ipv6" : "ipv4"));
  }
}
