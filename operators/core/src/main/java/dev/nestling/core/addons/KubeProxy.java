package dev.nestling.core.addons;

import dev.nestling.core.kubeadm.JoinRights;
import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.kubeadm.NestedMetadata;
import dev.nestling.core.kubeadm.Rbac;
import dev.nestling.core.kubeadm.YamlText;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;

/** Services on every node. Names and keys are those of kubeadm, which reads the ConfigMap. */
public final class KubeProxy {
  static final String NAME = "kube-proxy";

  /** Files in the ConfigMap, and where they are mounted. */
  static final String CONFIG_FILE = "config.conf";

  static final String CONFIG_DIR = "/var/lib/kube-proxy";
  private static final String KUBECONFIG_FILE = "kubeconfig.conf";

  private KubeProxy() {}

  /**
   * @param image whole reference
   */
  public static List<HasMetadata> objects(NestedFacts facts, String image) {
    ConfigMap configuration = configMap(facts);
    return List.of(
        Pods.account(NAME, NAME),
        Rbac.bindClusterRole(
            "kubeadm:node-proxier", "system:node-proxier", Rbac.systemAccount(NAME)),
        // A machine that joins looks at it, and warns when it can't.
        Rbac.configMapReader(NestedMetadata.SYSTEM, NAME, NAME),
        Rbac.bindRole(NestedMetadata.SYSTEM, NAME, JoinRights.tokens()),
        configuration,
        KubeProxyDaemonSet.build(image, configuration));
  }

  private static ConfigMap configMap(NestedFacts facts) {
    return new ConfigMapBuilder()
        .withMetadata(
            NestedMetadata.in(
                NestedMetadata.SYSTEM, NAME, Map.of("app", NAME, NestedMetadata.K8S_APP, NAME)))
        .addToData(CONFIG_FILE, configuration(facts.network()))
        .addToData(KUBECONFIG_FILE, kubeconfig(facts.apiUrl()))
        .build();
  }

  /**
   * The size of the connection table stays what the node has: by default it would be set from the
   * number of the machine's cores, which a node that is itself a pod or shares its machine may not
   * do, and which would shrink the table of a node that needs a larger one.
   */
  private static String configuration(NestedFacts.Network network) {
    return """
        apiVersion: kubeproxy.config.k8s.io/v1alpha1
        kind: KubeProxyConfiguration
        bindAddress: %s
        clientConnection:
          kubeconfig: %s/%s
        clusterCIDR: %s
        conntrack:
          maxPerCore: 0
          min: 0
        mode: iptables
        """
        .formatted(
            YamlText.quoted(network.prefersV6() ? "::" : "0.0.0.0"),
            CONFIG_DIR,
            KUBECONFIG_FILE,
            YamlText.quoted(String.join(",", network.podCIDRs())));
  }

  /** At the address that nodes reach: the Service of the API works only once this runs. */
  private static String kubeconfig(String apiUrl) {
    return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: default
          cluster:
            server: %s
            certificate-authority: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt
        users:
        - name: default
          user:
            tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token
        contexts:
        - name: default
          context:
            cluster: default
            namespace: default
            user: default
        current-context: default
        """
        .formatted(YamlText.quoted(apiUrl));
  }
}
