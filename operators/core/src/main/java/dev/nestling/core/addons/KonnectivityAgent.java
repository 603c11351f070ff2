package dev.nestling.core.addons;

import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.kubeadm.NestedMetadata;
import dev.nestling.core.kubeadm.Rbac;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;

/**
 * The nodes' end of the tunnel through which the API server reaches kubelets, pods and Services. It
 * calls; nothing of a node has to be reachable.
 */
public final class KonnectivityAgent {
  static final String NAME = "konnectivity-agent";

  private KonnectivityAgent() {}

  /**
   * The tunnel's servers as nodes reach them; their certificates are of the cluster's authority.
   *
   * @param host name or address literal, v6 without brackets
   * @param port of agents
   * @param leased whether servers come and go, and say in leases how many there are; otherwise each
   *     says it when it is called
   */
  public record Server(String host, int port, boolean leased) {}

  /**
   * @param image whole reference
   */
  public static List<HasMetadata> objects(NestedFacts facts, Server server, String image) {
    List<HasMetadata> objects = new ArrayList<>();
    objects.add(Pods.account(NAME, NAME));
    if (server.leased()) {
      objects.add(
          Rbac.role(
              NestedMetadata.TUNNEL,
              NAME,
              Rbac.rule("coordination.k8s.io", List.of("leases"), List.of("list", "watch"))));
      objects.add(Rbac.bindRole(NestedMetadata.TUNNEL, NAME, Rbac.systemAccount(NAME)));
    }
    objects.add(KonnectivityDaemonSet.build(image, server, facts));
    return objects;
  }
}
