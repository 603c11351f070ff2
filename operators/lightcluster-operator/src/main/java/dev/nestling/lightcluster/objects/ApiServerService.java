package dev.nestling.lightcluster.objects;

import dev.nestling.api.v1alpha1.EffectiveSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.ServiceSpecBuilder;

/**
 * The stable address of the nested API. One port, 6443, is used by the pod, the Service and a load
 * balancer alike, so that one number is right everywhere but on a node port.
 *
 * <p>It leads to the one server before that is ready: nobody else could answer instead, and waiting
 * for probes, endpoints and proxies costs a start more than the server's own.
 */
public final class ApiServerService {
  public static final int PORT = 6443;
  static final String PORT_NAME = "https";

  private ApiServerService() {}

  public static Service build(ClusterScope scope) {
    return new ServiceBuilder()
        .withMetadata(
            scope.metadata(scope.names().api(), Role.API, scope.spec().endpoint().annotations()))
        .withSpec(spec(scope))
        .build();
  }

  private static ServiceSpec spec(ClusterScope scope) {
    ServiceSpecBuilder spec =
        new ServiceSpecBuilder()
            .withSelector(scope.serverSelector())
            .withPublishNotReadyAddresses(true);
    return switch (scope.spec().endpoint().exposure()) {
      case EffectiveSpec.InsideOnly inside ->
          spec.withType("ClusterIP").withPorts(port().build()).build();
      case EffectiveSpec.OnNodePort exposed -> {
        ServicePortBuilder port = port();
        exposed.port().ifPresent(port::withNodePort);
        yield spec.withType("NodePort").withPorts(port.build()).build();
      }
      case EffectiveSpec.OnLoadBalancer balancer -> {
        balancer.className().ifPresent(spec::withLoadBalancerClass);
        yield spec.withType("LoadBalancer")
            .withPorts(port().build())
            .withLoadBalancerSourceRanges(balancer.sourceRanges())
            .build();
      }
    };
  }

  private static ServicePortBuilder port() {
    return new ServicePortBuilder()
        .withName(PORT_NAME)
        .withProtocol("TCP")
        .withPort(PORT)
        .withNewTargetPort(PORT_NAME);
  }
}
