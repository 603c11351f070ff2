package dev.nestling.core.addons;

import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.kubeadm.NestedMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.List;
import java.util.Map;

/** The fixed addresses that every kubelet writes into its pods. */
final class CoreDnsService {
  private static final Map<String, String> LABELS =
      Map.of(
          NestedMetadata.K8S_APP,
          CoreDns.APP,
          "kubernetes.io/cluster-service",
          "true",
          "kubernetes.io/name",
          "CoreDNS");

  private CoreDnsService() {}

  static Service build(NestedFacts.Network network) {
    List<String> addresses = network.dnsAddresses();
    return new ServiceBuilder()
        .withMetadata(NestedMetadata.in(NestedMetadata.SYSTEM, CoreDns.APP, LABELS))
        .withNewSpec()
        .withSelector(Pods.selector(CoreDns.APP))
        .withClusterIP(addresses.getFirst())
        .withClusterIPs(addresses)
        .withIpFamilies(network.families())
        .withIpFamilyPolicy(addresses.size() > 1 ? "RequireDualStack" : "SingleStack")
        .withPorts(port("dns", "UDP", 53), port("dns-tcp", "TCP", 53), port("metrics", "TCP", 9153))
        .endSpec()
        .build();
  }

  private static ServicePort port(String name, String protocol, int number) {
    return new ServicePortBuilder()
        .withName(name)
        .withPort(number)
        .withProtocol(protocol)
        .withNewTargetPort(number)
        .build();
  }
}
