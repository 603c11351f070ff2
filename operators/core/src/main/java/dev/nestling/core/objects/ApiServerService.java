package dev.nestling.core.objects;

import dev.nestling.api.v1alpha1.CommonSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.ServiceSpecBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * The stable address of the nested API. One port, 6443, is used by the pod, the Service and a load
 * balancer alike, so that one number is right everywhere but on a node port.
 */
public final class ApiServerService {
  public static final int PORT = 6443;
  public static final String PORT_NAME = "https";

  /**
   * Whom a Service leads to.
   *
   * @param role of the pods
   * @param beforeReady whether it leads to them before they are ready: right for the one server
   *     that nobody else could answer instead of, where waiting for probes, endpoints and proxies
   *     costs a start more than the server's own
   * @param morePorts beside the API's
   */
  public record Backends(Role role, boolean beforeReady, List<ServicePort> morePorts) {}

  private ApiServerService() {}

  public static Service build(ClusterScope scope, Backends backends) {
    return new ServiceBuilder()
        .withMetadata(
            scope.metadata(scope.names().api(), Role.API, scope.common().endpoint().annotations()))
        .withSpec(spec(scope, backends))
        .build();
  }

  private static ServiceSpec spec(ClusterScope scope, Backends backends) {
    ServiceSpecBuilder spec =
        new ServiceSpecBuilder().withSelector(scope.selector(backends.role()));
    if (backends.beforeReady()) {
      spec.withPublishNotReadyAddresses(true);
    }
    return switch (scope.common().endpoint().exposure()) {
      case CommonSpec.InsideOnly inside ->
          spec.withType("ClusterIP").withPorts(ports(port(), backends)).build();
      case CommonSpec.OnNodePort exposed -> {
        ServicePortBuilder port = port();
        exposed.port().ifPresent(port::withNodePort);
        yield spec.withType("NodePort").withPorts(ports(port, backends)).build();
      }
      case CommonSpec.OnLoadBalancer balancer -> {
        balancer.className().ifPresent(spec::withLoadBalancerClass);
        yield spec.withType("LoadBalancer")
            .withPorts(ports(port(), backends))
            .withLoadBalancerSourceRanges(balancer.sourceRanges())
            .build();
      }
    };
  }

  private static List<ServicePort> ports(ServicePortBuilder api, Backends backends) {
    List<ServicePort> ports = new ArrayList<>(List.of(api.build()));
    ports.addAll(backends.morePorts());
    return ports;
  }

  private static ServicePortBuilder port() {
    return new ServicePortBuilder()
        .withName(PORT_NAME)
        .withProtocol("TCP")
        .withPort(PORT)
        .withNewTargetPort(PORT_NAME);
  }
}
