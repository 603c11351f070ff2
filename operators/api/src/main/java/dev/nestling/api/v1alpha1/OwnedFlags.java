package dev.nestling.api.v1alpha1;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The flags that the server sets itself or that would open a way around what it promises: another
 * value would break the cluster, so {@code extraArgs} with such a name are refused at admission.
 * The lists are those that {@code nestlet server} refuses. They are written as CEL lists because
 * annotations take constants only.
 *
 * <p>Other flags have a field instead, as CEL maps; the server itself takes those, because the
 * operator makes them of the fields.
 */
public final class OwnedFlags {
  private static final String OF_ALL =
      "'help', 'log-flush-frequency', 'log-json-info-buffer-size', "
          + "'log-json-split-stream', 'log-text-info-buffer-size', 'log-text-split-stream', "
          + "'logging-format', 'show-hidden-metrics-for-version', 'version', 'vmodule'";

  private static final String OF_CLIENTS =
      "'authentication-kubeconfig', 'authorization-kubeconfig', 'bind-address', "
          + "'cert-dir', 'kubeconfig', 'leader-elect', 'leader-elect-lease-duration', "
          + "'leader-elect-renew-deadline', 'leader-elect-resource-lock', "
          + "'leader-elect-resource-name', 'leader-elect-resource-namespace', "
          + "'leader-elect-retry-period', 'master', 'secure-port', 'tls-cert-file', "
          + "'tls-private-key-file'";

  static final String API_SERVER =
      "["
          + OF_ALL
          + ", 'advertise-address', 'allow-privileged', 'anonymous-auth', 'apiserver-count', "
          + "'authentication-config', 'authorization-config', 'authorization-mode', "
          + "'bind-address', 'cert-dir', 'client-ca-file', 'debug-socket-path', "
          + "'egress-selector-config-file', 'enable-bootstrap-token-auth', "
          + "'encryption-provider-config', 'encryption-provider-config-automatic-reload', "
          + "'endpoint-reconciler-type', 'etcd-cafile', 'etcd-certfile', 'etcd-keyfile', "
          + "'etcd-prefix', 'etcd-servers', 'etcd-servers-overrides', "
          + "'kubelet-client-certificate', 'kubelet-client-key', 'permit-address-sharing', "
          + "'permit-port-sharing', 'proxy-client-cert-file', 'proxy-client-key-file', "
          + "'requestheader-allowed-names', 'requestheader-client-ca-file', "
          + "'requestheader-extra-headers-prefix', 'requestheader-group-headers', "
          + "'requestheader-uid-headers', 'requestheader-username-headers', 'secure-port', "
          + "'service-account-issuer', 'service-account-key-file', "
          + "'service-account-signing-key-file', 'service-cluster-ip-range', "
          + "'shutdown-delay-duration', 'shutdown-send-retry-after', "
          + "'shutdown-watch-termination-grace-period', 'storage-backend', 'tls-cert-file', "
          + "'tls-private-key-file', 'tls-sni-cert-key']";

  static final String CONTROLLER_MANAGER =
      "["
          + OF_ALL
          + ", "
          + OF_CLIENTS
          + ", 'allocate-node-cidrs', 'cluster-cidr', 'cluster-name', "
          + "'cluster-signing-cert-file', 'cluster-signing-key-file', 'root-ca-file', "
          + "'service-account-private-key-file', 'service-cluster-ip-range', "
          + "'use-service-account-credentials']";

  static final String SCHEDULER =
      "[" + OF_ALL + ", " + OF_CLIENTS + ", 'config', 'write-config-to']";

  private static final String TYPED_OF_ALL = "'feature-gates': 'security.featureGates'";

  static final String API_SERVER_TYPED =
      "{"
          + TYPED_OF_ALL
          + ", 'admission-control': 'security.admissionPlugins', "
          + "'audit-log-mode': 'security.audit', 'audit-log-path': 'security.audit', "
          + "'audit-policy-file': 'security.audit', "
          + "'audit-webhook-config-file': 'security.audit', "
          + "'audit-webhook-mode': 'security.audit', "
          + "'oidc-ca-file': 'security.oidc', 'oidc-client-id': 'security.oidc', "
          + "'oidc-groups-claim': 'security.oidc', 'oidc-groups-prefix': 'security.oidc', "
          + "'oidc-issuer-url': 'security.oidc', 'oidc-required-claim': 'security.oidc', "
          + "'oidc-signing-algs': 'security.oidc', 'oidc-username-claim': 'security.oidc', "
          + "'oidc-username-prefix': 'security.oidc', "
          + "'disable-admission-plugins': 'security.admissionPlugins', "
          + "'enable-admission-plugins': 'security.admissionPlugins'}";

  static final String OTHERS_TYPED = "{" + TYPED_OF_ALL + "}";

  private OwnedFlags() {}

  /** Flags of kube-apiserver, without dashes. */
  public static List<String> ofApiServer() {
    return names(API_SERVER);
  }

  /** Flags of kube-controller-manager, without dashes. */
  public static List<String> ofControllerManager() {
    return names(CONTROLLER_MANAGER);
  }

  /** Flags of kube-scheduler, without dashes. */
  public static List<String> ofScheduler() {
    return names(SCHEDULER);
  }

  /** The fields to set instead of other flags of kube-apiserver. */
  public static Map<String, String> typedOfApiServer() {
    return fields(API_SERVER_TYPED);
  }

  /** The fields to set instead of other flags of the other components. */
  public static Map<String, String> typedOfOthers() {
    return fields(OTHERS_TYPED);
  }

  private static Map<String, String> fields(String celMap) {
    Map<String, String> fields = new TreeMap<>();
    for (String entry : celMap.replaceAll("[{}' ]", "").split(",", -1)) {
      fields.put(entry.substring(0, entry.indexOf(':')), entry.substring(entry.indexOf(':') + 1));
    }
    return fields;
  }

  private static List<String> names(String celList) {
    return Arrays.stream(celList.replaceAll("[\\[\\]' ]", "").split(",", -1)).toList();
  }
}
