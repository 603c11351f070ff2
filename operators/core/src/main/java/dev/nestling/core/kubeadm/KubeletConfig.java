package dev.nestling.core.kubeadm;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;

/** The configuration of every kubelet that joins with kubeadm; kubeadm joins none without it. */
public final class KubeletConfig {
  /** Where kubeadm puts the authority on a node. */
  static final String PKI_DIR = "/etc/kubernetes/pki";

  private static final String NAME = "kubelet-config";
  private static final String KEY = "kubelet";
  private static final String ROLE = "kubeadm:kubelet-config";

  private KubeletConfig() {}

  public static List<HasMetadata> objects(NestedFacts facts) {
    return List.of(
        configMap(facts.network()),
        Rbac.configMapReader(NestedMetadata.SYSTEM, ROLE, NAME),
        Rbac.bindRole(NestedMetadata.SYSTEM, ROLE, JoinRights.tokens(), JoinRights.nodes()));
  }

  private static ConfigMap configMap(NestedFacts.Network network) {
    return new ConfigMapBuilder()
        .withMetadata(NestedMetadata.in(NestedMetadata.SYSTEM, NAME))
        .withData(Map.of(KEY, kubeletConfiguration(network)))
        .build();
  }

  /**
   * Nobody is let in without a certificate or a token, and everybody only to what the cluster
   * allows. Kubeadm waits for the health address that is given here.
   */
  private static String kubeletConfiguration(NestedFacts.Network network) {
    return """
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        authentication:
          anonymous:
            enabled: false
          webhook:
            enabled: true
          x509:
            clientCAFile: %s/ca.crt
        authorization:
          mode: Webhook
        cgroupDriver: systemd
        clusterDNS: %s
        clusterDomain: %s
        healthzBindAddress: 127.0.0.1
        healthzPort: 10248
        rotateCertificates: true
        staticPodPath: /etc/kubernetes/manifests
        """
        .formatted(
            PKI_DIR, YamlText.list(network.dnsAddresses()), YamlText.quoted(network.dnsDomain()));
  }
}
