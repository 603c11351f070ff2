package dev.nestling.core.kubeadm;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;

/** What kubeadm knows of a cluster: a machine that joins reads it for version and network. */
public final class KubeadmConfig {
  private static final String NAME = "kubeadm-config";
  private static final String KEY = "ClusterConfiguration";
  private static final String ROLE = "kubeadm:nodes-kubeadm-config";

  private KubeadmConfig() {}

  /**
   * @param etcdEndpoints client URLs of the cluster's own etcd; none when it has another datastore
   */
  public static List<HasMetadata> objects(NestedFacts facts, List<String> etcdEndpoints) {
    return List.of(
        configMap(facts, etcdEndpoints),
        Rbac.configMapReader(NestedMetadata.SYSTEM, ROLE, NAME),
        Rbac.bindRole(NestedMetadata.SYSTEM, ROLE, JoinRights.tokens(), JoinRights.nodes()));
  }

  private static ConfigMap configMap(NestedFacts facts, List<String> etcdEndpoints) {
    return new ConfigMapBuilder()
        .withMetadata(NestedMetadata.in(NestedMetadata.SYSTEM, NAME))
        .withData(Map.of(KEY, clusterConfiguration(facts) + etcd(etcdEndpoints)))
        .build();
  }

  private static String clusterConfiguration(NestedFacts facts) {
    var network = facts.network();
    return """
        apiVersion: kubeadm.k8s.io/v1beta4
        kind: ClusterConfiguration
        clusterName: %s
        kubernetesVersion: %s
        controlPlaneEndpoint: %s
        certificatesDir: %s
        networking:
          dnsDomain: %s
          podSubnet: %s
          serviceSubnet: %s
        """
        .formatted(
            YamlText.quoted(facts.clusterName()),
            YamlText.quoted(facts.version()),
            YamlText.quoted(facts.apiEndpoint()),
            KubeletConfig.PKI_DIR,
            YamlText.quoted(network.dnsDomain()),
            YamlText.quoted(String.join(",", network.podCIDRs())),
            YamlText.quoted(String.join(",", network.serviceCIDRs())));
  }

  /** Workers have none of these files; the format asks for their names. */
  private static String etcd(List<String> endpoints) {
    if (endpoints.isEmpty()) {
      return "";
    }
    return """
        etcd:
          external:
            endpoints: %s
            caFile: %s/etcd/ca.crt
            certFile: %s/apiserver-etcd-client.crt
            keyFile: %s/apiserver-etcd-client.key
        """
        .formatted(
            YamlText.list(endpoints),
            KubeletConfig.PKI_DIR,
            KubeletConfig.PKI_DIR,
            KubeletConfig.PKI_DIR);
  }
}
