package dev.nestling.core.addons;

import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.kubeadm.NestedMetadata;
import dev.nestling.core.kubeadm.Rbac;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.net.URI;
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
        Rbac.role(
            NestedMetadata.TUNNEL,
            NAME,
            Rbac.rule("coordination.k8s.io", List.of("leases"), List.of("list", "watch"))),
        Rbac.bindRole(NestedMetadata.TUNNEL, NAME, Rbac.systemAccount(NAME)),
        KonnectivityDaemonSet.build(
            image,
            server,
            new KonnectivityDaemonSet.Node(
                URI.create(facts.apiUrl()), facts.network().prefersV6() ? "ipv6" : "ipv4")));
  }
}
