package dev.nestling.core.kubeadm;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.util.List;

/** What a machine with a bootstrap token, and later a node, may do to get its certificates. */
public final class JoinRights {
  /** Everybody with a bootstrap token for nodes. */
  public static final String TOKEN_GROUP = "system:bootstrappers:kubeadm:default-node-token";

  private static final String NODES_GROUP = "system:nodes";
  private static final String APPROVED = "system:certificates.k8s.io:certificatesigningrequests:";
  private static final String GET_NODES = "kubeadm:get-nodes";

  private JoinRights() {}

  /** Nodes-to-be. */
  public static Subject tokens() {
    return Rbac.group(TOKEN_GROUP);
  }

  /** Nodes. */
  public static Subject nodes() {
    return Rbac.group(NODES_GROUP);
  }

  public static List<HasMetadata> objects() {
    return List.of(
        Rbac.bindClusterRole("kubeadm:kubelet-bootstrap", "system:node-bootstrapper", tokens()),
        Rbac.bindClusterRole(
            "kubeadm:node-autoapprove-bootstrap", APPROVED + "nodeclient", tokens()),
        Rbac.bindClusterRole(
            "kubeadm:node-autoapprove-certificate-rotation", APPROVED + "selfnodeclient", nodes()),
        // Kubeadm refuses to join under the name of a node that is there and ready.
        Rbac.clusterRole(GET_NODES, Rbac.rule("", List.of("nodes"), List.of("get"))),
        Rbac.bindClusterRole(GET_NODES, GET_NODES, tokens()));
  }
}
