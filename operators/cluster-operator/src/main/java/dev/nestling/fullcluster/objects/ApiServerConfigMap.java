package dev.nestling.fullcluster.objects;

import dev.nestling.core.objects.Role;
import dev.nestling.core.references.SecurityFiles;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** The configuration files of the API servers. */
public final class ApiServerConfigMap {
  static final String AUTHENTICATION = "authentication.yaml";
  static final String EGRESS = "egress-selector.yaml";

  /**
   * Anonymous requests reach the probes and, by exact path, what a joining node verifies the
   * cluster with; nothing else, whatever roles say.
   */
  private static final String AUTHENTICATION_TEXT =
      """
      apiVersion: apiserver.config.k8s.io/v1
      kind: AuthenticationConfiguration
      anonymous:
        enabled: true
        conditions:
        - path: /livez
        - path: /readyz
        - path: /healthz
        - path: /api/v1/namespaces/kube-public/configmaps/cluster-info
      """;

  private static final String EGRESS_TEXT =
      """
      apiVersion: apiserver.k8s.io/v1beta1
      kind: EgressSelectorConfiguration
      egressSelections:
      - name: cluster
        connection:
          proxyProtocol: GRPC
          transport:
            uds:
              udsName: %s
      """
          .formatted(Konnectivity.SOCKET);

  private ApiServerConfigMap() {}

  public static ConfigMap build(FullClusterScope scope, SecurityFiles security) {
    Map<String, String> files = new TreeMap<>(files());
    files.putAll(security.files());
    security.jwt().ifPresent(jwt -> files.put(AUTHENTICATION, AUTHENTICATION_TEXT + jwt));
    return new ConfigMapBuilder()
        .withMetadata(scope.metadata(scope.names().apiServer(), Role.API_SERVER))
        .withData(files)
        .build();
  }

  private static Map<String, String> files() {
    return Map.of(AUTHENTICATION, AUTHENTICATION_TEXT, EGRESS, EGRESS_TEXT);
  }

  /**
   * Changes exactly when the API servers have to start anew to see their files; the issuers are no
   * part of it, because they are read again.
   *
   * @param securityCode of the files of {@code spec.security}; empty without any
   */
  public static String hash(String securityCode) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new TreeMap<>(files())
          .forEach(
              (name, text) -> digest.update((name + "\n" + text).getBytes(StandardCharsets.UTF_8)));
      digest.update(securityCode.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
