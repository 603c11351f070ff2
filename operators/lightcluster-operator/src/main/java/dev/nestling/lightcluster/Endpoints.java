package dev.nestling.lightcluster;

import dev.nestling.api.v1alpha1.EffectiveSpec;
import dev.nestling.core.plan.Waiting;
import dev.nestling.lightcluster.objects.AdminKubeconfig;
import dev.nestling.lightcluster.objects.ApiServerService;
import dev.nestling.lightcluster.objects.ClusterScope;
import dev.nestling.lightcluster.objects.PublishedEndpoint;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the addresses of a cluster's API. */
final class Endpoints {

  /** An address, or what it waits for. */
  sealed interface Published {
    record At(PublishedEndpoint endpoint) implements Published {}

    record Pending(Waiting waiting) implements Published {}
  }

  private Endpoints() {}

  /** The addresses that the management cluster gave a Service; empty while it has none. */
  static List<String> clusterIps(Service service) {
    return Optional.ofNullable(service.getSpec().getClusterIPs())
        .filter(Predicate.not(List::isEmpty))
        .or(() -> Optional.ofNullable(service.getSpec().getClusterIP()).map(List::of))
        .orElse(List.of())
        .stream()
        .filter(address -> !address.isEmpty() && !address.equals("None"))
        .toList();
  }

  /** Where the API is published; the owner's host wins over what can be found out. */
  static Published published(ClusterScope scope, Observed observed, Service service) {
    Optional<String> host = scope.spec().endpoint().host();
    return switch (scope.spec().endpoint().exposure()) {
      case EffectiveSpec.InsideOnly inside ->
          new Published.At(
              new PublishedEndpoint(
                  host.orElseGet(() -> clusterIps(service).getFirst()), ApiServerService.PORT));
      case EffectiveSpec.OnNodePort exposed -> onNodePort(scope, observed, service);
      case EffectiveSpec.OnLoadBalancer balancer ->
          host.or(() -> balancerHost(service))
              .<Published>map(
                  found -> new Published.At(new PublishedEndpoint(found, ApiServerService.PORT)))
              .orElseGet(
                  () ->
                      pending(
                          "LoadBalancerPending",
                          "the management cluster has not given Service "
                              + scope.names().api()
                              + " a load balancer's address yet"));
    };
  }

  private static Published onNodePort(ClusterScope scope, Observed observed, Service service) {
    Optional<Integer> port =
        service.getSpec().getPorts().stream()
            .map(ServicePort::getNodePort)
            .filter(number -> number != null && number > 0)
            .findFirst();
    if (port.isEmpty()) {
      return pending(
          "NodePortPending",
          "the management cluster has not given Service "
              + scope.names().api()
              + " a node port yet");
    }
    return scope
        .spec()
        .endpoint()
        .host()
        .or(() -> nodeHost(scope, observed))
        .<Published>map(host -> new Published.At(new PublishedEndpoint(host, port.get())))
        .orElseGet(
            () ->
                pending(
                    "NodeAddressPending",
                    "no ready node of the management cluster has an address; set"
                        + " spec.endpoint.host"));
  }

  /** The node that was published stays for as long as it is there: clients know its address. */
  private static Optional<String> nodeHost(ClusterScope scope, Observed observed) {
    List<String> addresses =
        observed.management().nodes().stream().map(ManagementCluster.NodeAddress::address).toList();
    return known(scope, observed)
        .map(PublishedEndpoint::host)
        .filter(addresses::contains)
        .or(() -> addresses.stream().findFirst());
  }

  /** The address that clients know: it is served for as long as no other one is found. */
  static Optional<PublishedEndpoint> known(ClusterScope scope, Observed observed) {
    return observed.own().secret(scope.names().kubeconfig()).flatMap(AdminKubeconfig::endpoint);
  }

  private static Optional<String> balancerHost(Service service) {
    return Optional.ofNullable(service.getStatus())
        .map(status -> status.getLoadBalancer())
        .map(balancer -> balancer.getIngress())
        .flatMap(ingress -> ingress.stream().flatMap(one -> host(one).stream()).findFirst());
  }

  private static Optional<String> host(LoadBalancerIngress ingress) {
    return Optional.ofNullable(ingress.getIp())
        .filter(Predicate.not(String::isEmpty))
        .or(
            () ->
                Optional.ofNullable(ingress.getHostname()).filter(Predicate.not(String::isEmpty)));
  }

  private static Published pending(String reason, String message) {
    return new Published.Pending(new Waiting(reason, message));
  }
}
