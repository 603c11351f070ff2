package dev.nestling.core.kubeadm;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import java.util.List;

/** What the clients may do whose certificates the operator signs. */
public final class SystemRights {
  private static final String ADMINS = "nestling:cluster-admins";
  private static final String TUNNEL_SERVER = "system:konnectivity-server";

  private SystemRights() {}

  /** The group of every published kubeconfig; without this nobody but system:masters can write. */
  public static ClusterRoleBinding admins() {
    return Rbac.bindClusterRole(ADMINS, "cluster-admin", Rbac.group(ADMINS));
  }

  public static List<HasMetadata> objects() {
    return List.of(
        admins(),
        // Logs, exec and port-forward: the API server is a client of every kubelet.
        Rbac.bindClusterRole(
            "kubeadm:apiserver-kubelet-client",
            "system:kubelet-api-admin",
            Rbac.user("kube-apiserver-kubelet-client")),
        // The tunnel's server asks the API server whose token an agent shows.
        Rbac.bindClusterRole(TUNNEL_SERVER, "system:auth-delegator", Rbac.user(TUNNEL_SERVER)),
        // And it says with a lease that it is there, so that agents know how many to dial.
        new NamespaceBuilder()
            .withMetadata(NestedMetadata.clusterWide(NestedMetadata.TUNNEL))
            .build(),
        Rbac.role(
            NestedMetadata.TUNNEL,
            TUNNEL_SERVER,
            Rbac.rule(
                "coordination.k8s.io",
                List.of("leases"),
                List.of("create", "delete", "get", "list", "update", "watch"))),
        Rbac.bindRole(NestedMetadata.TUNNEL, TUNNEL_SERVER, Rbac.user(TUNNEL_SERVER)));
  }
}
