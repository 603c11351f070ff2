package dev.nestling.core.addons;

import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.kubeadm.Rbac;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.List;
import java.util.Map;

/** Cluster DNS. The names are those of the community's own, which tools look for. */
public final class CoreDns {
  static final String NAME = "coredns";
  static final String APP = "kube-dns";

  /** The file in the ConfigMap. */
  static final String FILE = "Corefile";

  private static final String ROLE = "system:coredns";

  private CoreDns() {}

  /**
   * @param image whole reference
   */
  public static List<HasMetadata> objects(NestedFacts facts, String image) {
    return List.of(
        Pods.account(NAME, APP),
        Rbac.clusterRole(
            ROLE,
            Rbac.rule("", List.of("services", "pods", "namespaces"), List.of("list", "watch")),
            Rbac.rule("discovery.k8s.io", List.of("endpointslices"), List.of("list", "watch"))),
        Rbac.bindClusterRole(ROLE, ROLE, Rbac.systemAccount(NAME)),
        configMap(facts.network().dnsDomain()),
        CoreDnsDeployment.build(image),
        budget(),
        CoreDnsService.build(facts.network()));
  }

  private static ConfigMap configMap(String dnsDomain) {
    return new ConfigMapBuilder()
        .withMetadata(Pods.metadata(NAME, APP))
        .withData(Map.of(FILE, corefile(dnsDomain)))
        .build();
  }

  /**
   * Changes are read without a restart. The lame ducks are what a pod that ends still answers until
   * every proxy has heard of it. Names of the cluster itself aren't kept: a new Service is found at
   * once.
   */
  private static String corefile(String dnsDomain) {
    return """
        .:53 {
            errors
            health {
                lameduck 5s
            }
            ready
            kubernetes DOMAIN in-addr.arpa ip6.arpa {
                pods insecure
                fallthrough in-addr.arpa ip6.arpa
                ttl 30
            }
            prometheus :9153
            forward . /etc/resolv.conf {
                max_concurrent 1000
            }
            cache 30 {
                disable success DOMAIN
                disable denial DOMAIN
            }
            loop
            reload
            loadbalance
        }
        """
        .replace("DOMAIN", dnsDomain);
  }

  /** A drained node waits for the other pod, but never for one that doesn't work anyway. */
  private static PodDisruptionBudget budget() {
    return new PodDisruptionBudgetBuilder()
        .withMetadata(Pods.metadata(NAME, APP))
        .withNewSpec()
        .withNewMaxUnavailable(1)
        .withUnhealthyPodEvictionPolicy("AlwaysAllow")
        .withNewSelector()
        .withMatchLabels(Pods.selector(APP))
        .endSelector()
        .endSpec()
        .build();
  }
}
