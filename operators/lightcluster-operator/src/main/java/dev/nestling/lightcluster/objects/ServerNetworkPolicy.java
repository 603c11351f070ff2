package dev.nestling.lightcluster.objects;

import dev.nestling.core.objects.ApiServerService;
import dev.nestling.core.objects.Role;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;

/**
 * Lets traffic in to the API port alone; what goes out stays open, because a datastore may be
 * anywhere.
 */
public final class ServerNetworkPolicy {
  private ServerNetworkPolicy() {}

  public static NetworkPolicy build(LightClusterScope scope) {
    return new NetworkPolicyBuilder()
        .withMetadata(scope.metadata(scope.names().server(), Role.SERVER))
        .withNewSpec()
        .withNewPodSelector()
        .withMatchLabels(scope.serverSelector())
        .endPodSelector()
        .withPolicyTypes("Ingress")
        .addNewIngress()
        .addNewPort()
        .withProtocol("TCP")
        .withNewPort(ApiServerService.PORT)
        .endPort()
        .endIngress()
        .endSpec()
        .build();
  }
}
