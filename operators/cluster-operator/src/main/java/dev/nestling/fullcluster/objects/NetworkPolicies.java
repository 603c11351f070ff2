package dev.nestling.fullcluster.objects;

import dev.nestling.core.objects.ApiServerService;
import dev.nestling.core.objects.Role;
import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may reach what: the API and the tunnel everybody, etcd its members, the API servers and the
 * operator, the rest nobody. What goes out stays open.
 */
public final class NetworkPolicies {
  private static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

  private NetworkPolicies() {}

  /**
   * @param operatorNamespace where the operator runs, which asks etcd
   */
  public static List<NetworkPolicy> build(FullClusterScope scope, String operatorNamespace) {
    return List.of(
        policy(scope, scope.names().controlPlane(), Role.SERVER, whole(scope)),
        policy(
            scope,
            scope.names().apiServer(),
            Role.API_SERVER,
            selector(scope.selector(Role.API_SERVER)),
            everybody(ApiServerService.PORT, Konnectivity.AGENT_PORT)),
        policy(
            scope,
            scope.names().etcd(),
            Role.ETCD,
            selector(scope.selector(Role.ETCD)),
            from(List.of(pods(scope, Role.ETCD)), EtcdMember.PEER_PORT),
            from(
                List.of(
                    pods(scope, Role.ETCD),
                    pods(scope, Role.API_SERVER),
                    namespace(operatorNamespace)),
                EtcdMember.CLIENT_PORT)));
  }

  private static LabelSelector whole(FullClusterScope scope) {
    Map<String, String> labels = new LinkedHashMap<>(scope.selector(Role.SERVER));
    labels.remove(Labels.COMPONENT);
    return selector(labels);
  }

  private static LabelSelector selector(Map<String, String> labels) {
    return new LabelSelectorBuilder().withMatchLabels(labels).build();
  }

  private static NetworkPolicy policy(
      FullClusterScope scope,
      String name,
      Role role,
      LabelSelector pods,
      NetworkPolicyIngressRule... ingress) {
    return new NetworkPolicyBuilder()
        .withMetadata(scope.metadata(name, role))
        .withNewSpec()
        .withPodSelector(pods)
        .withPolicyTypes("Ingress")
        .withIngress(ingress)
        .endSpec()
        .build();
  }

  private static NetworkPolicyIngressRule everybody(int... ports) {
    return from(List.of(), ports);
  }

  private static NetworkPolicyIngressRule from(List<NetworkPolicyPeer> peers, int... ports) {
    var rule = new NetworkPolicyIngressRuleBuilder().withFrom(peers);
    for (int port : ports) {
      rule.addNewPort().withProtocol("TCP").withNewPort(port).endPort();
    }
    return rule.build();
  }

  private static NetworkPolicyPeer pods(FullClusterScope scope, Role role) {
    return new NetworkPolicyPeerBuilder().withPodSelector(selector(scope.selector(role))).build();
  }

  private static NetworkPolicyPeer namespace(String name) {
    return new NetworkPolicyPeerBuilder()
        .withNamespaceSelector(selector(Map.of(NAMESPACE_NAME, name)))
        .build();
  }
}
