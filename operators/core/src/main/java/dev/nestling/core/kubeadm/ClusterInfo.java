package dev.nestling.core.kubeadm;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Address and authority of the cluster, which everybody may read: what a machine with a token
 * trusts it for is the signature that the controller manager adds under a key of its own.
 */
public final class ClusterInfo {
  static final String NAME = "cluster-info";
  private static final String ROLE = "kubeadm:bootstrap-signer-clusterinfo";

  private ClusterInfo() {}

  public static List<HasMetadata> objects(NestedFacts facts) {
    return List.of(
        configMap(facts),
        Rbac.configMapReader(NestedMetadata.PUBLIC, ROLE, NAME),
        Rbac.bindRole(NestedMetadata.PUBLIC, ROLE, Rbac.user("system:anonymous")));
  }

  private static ConfigMap configMap(NestedFacts facts) {
    return new ConfigMapBuilder()
        .withMetadata(NestedMetadata.in(NestedMetadata.PUBLIC, NAME))
        .withData(Map.of("kubeconfig", kubeconfig(facts)))
        .build();
  }

  /** Kubeadm takes the cluster without a name, and wants no user. */
  private static String kubeconfig(NestedFacts facts) {
    return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: ''
          cluster:
            server: %s
            certificate-authority-data: %s
        """
        .formatted(
            YamlText.quoted(facts.apiUrl()),
            Base64.getEncoder().encodeToString(facts.caPem().getBytes(StandardCharsets.UTF_8)));
  }
}
