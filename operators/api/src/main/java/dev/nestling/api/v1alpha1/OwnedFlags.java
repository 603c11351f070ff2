package dev.nestling.api.v1alpha1;

import java.util.Arrays;
import java.util.List;

/**
 * The flags that the operator or the server sets itself: another value would break the cluster or
 * its promises, so {@code extraArgs} with such a name are refused at admission. The lists are
 * written as CEL lists because annotations take constants only.
 */
public final class OwnedFlags {
  static final String API_SERVER =
      "['advertise-address', 'allow-privileged', 'anonymous-auth', 'authentication-config',"
          + " 'authorization-config', 'authorization-mode', 'bind-address', 'cert-dir', 'client-ca-file',"
          + " 'egress-selector-config-file', 'enable-bootstrap-token-auth',"
          + " 'encryption-provider-config', 'encryption-provider-config-automatic-reload',"
          + " 'endpoint-reconciler-type', 'etcd-cafile', 'etcd-certfile', 'etcd-keyfile',"
          + " 'etcd-prefix', 'etcd-servers', 'etcd-servers-overrides', 'external-hostname',"
          + " 'kubelet-certificate-authority', 'kubelet-client-certificate', 'kubelet-client-key',"
          + " 'logging-format', 'permit-port-sharing', 'proxy-client-cert-file',"
          + " 'proxy-client-key-file', 'requestheader-allowed-names',"
          + " 'requestheader-client-ca-file', 'requestheader-extra-headers-prefix',"
          + " 'requestheader-group-headers', 'requestheader-username-headers', 'secure-port',"
          + " 'service-account-issuer', 'service-account-key-file',"
          + " 'service-account-signing-key-file', 'service-cluster-ip-range', 'storage-backend',"
          + " 'tls-cert-file', 'tls-private-key-file', 'tls-sni-cert-key', 'token-auth-file']";

  static final String CONTROLLER_MANAGER =
      "['allocate-node-cidrs', 'authentication-kubeconfig', 'authorization-kubeconfig',"
          + " 'bind-address', 'cert-dir', 'client-ca-file', 'cluster-cidr', 'cluster-name',"
          + " 'cluster-signing-cert-file', 'cluster-signing-key-file', 'kubeconfig',"
          + " 'leader-elect', 'logging-format', 'master', 'permit-port-sharing',"
          + " 'requestheader-client-ca-file', 'root-ca-file', 'secure-port',"
          + " 'service-account-private-key-file', 'service-cluster-ip-range', 'tls-cert-file',"
          + " 'tls-private-key-file', 'use-service-account-credentials']";

  static final String SCHEDULER =
      "['authentication-kubeconfig', 'authorization-kubeconfig', 'bind-address', 'cert-dir',"
          + " 'client-ca-file', 'config', 'kubeconfig', 'leader-elect', 'logging-format', 'master',"
          + " 'permit-port-sharing', 'requestheader-client-ca-file', 'secure-port',"
          + " 'tls-cert-file', 'tls-private-key-file', 'write-config-to']";

  private OwnedFlags() {}

  /** Flags of kube-apiserver, without dashes, sorted. */
  public static List<String> ofApiServer() {
    return names(API_SERVER);
  }

  /** Flags of kube-controller-manager, without dashes, sorted. */
  public static List<String> ofControllerManager() {
    return names(CONTROLLER_MANAGER);
  }

  /** Flags of kube-scheduler, without dashes, sorted. */
  public static List<String> ofScheduler() {
    return names(SCHEDULER);
  }

  private static List<String> names(String celList) {
    return Arrays.stream(celList.replaceAll("[\\[\\]' ]", "").split(",", -1)).toList();
  }
}
