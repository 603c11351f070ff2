package dev.nestling.fullcluster.objects;

import dev.nestling.core.objects.ApiServerService;

/**
 * The kubeconfig of a component. It names files instead of holding them, so that a renewed
 * certificate is used without a restart.
 *
 * @param user the common name of its certificate
 * @param server such as {@code https://localhost:6443}
 * @param certificate absolute path without {@code .crt} and {@code .key}
 */
record ComponentKubeconfig(String user, String server, String certificate) {
  static final String FILE = "kubeconfig";
  static final String CA_FILE = "/etc/kubernetes/pki/ca.crt";

  /** At the Service, so that the loss of one API server stops nobody. */
  static String atService(FullClusterScope scope) {
    return "https://" + scope.serviceHost() + ":" + ApiServerService.PORT;
  }

  String yaml() {
    return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: cluster
          cluster:
            server: %s
            certificate-authority: %s
        users:
        - name: %s
          user:
            client-certificate: %s.crt
            client-key: %s.key
        contexts:
        - name: default
          context:
            cluster: cluster
            user: %s
        current-context: default
        """
        .formatted(server, CA_FILE, user, certificate, certificate, user);
  }
}
