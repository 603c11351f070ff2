package dev.nestling.core.kubeadm;

import io.fabric8.kubernetes.api.model.HasMetadata;
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
        Rbac.bindClusterRole(TUNNEL_SERVER, "system:auth-delegator", Rbac.user(TUNNEL_SERVER)));
  }
}
