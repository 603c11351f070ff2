package dev.nestling.core.cluster;

import dev.nestling.api.v1alpha1.CommonSpec;
import dev.nestling.core.apply.ObjectSet;
import dev.nestling.core.management.ManagementCluster;
import dev.nestling.core.objects.AdminKubeconfig;
import dev.nestling.core.objects.ApiServerService;
import dev.nestling.core.objects.ClusterScope;
import dev.nestling.core.objects.PublishedEndpoint;
import dev.nestling.core.plan.Waiting;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the addresses of a cluster's API. */
public final class Endpoints {

  /** An address, or what it waits for. */
  public sealed interface Published {
    record At(PublishedEndpoint endpoint) implements Published {}

    record Pending(Waiting waiting) implements Published {}
  }

  private Endpoints() {}

  /** The addresses that the management cluster gave a Service; empty while it has none. */
  public static List<String> clusterIps(Service service) {
    return Optional.ofNullable(service.getSpec().getClusterIPs())
        .filter(Predicate.not(List::isEmpty))
        .or(() -> Optional.ofNullable(service.getSpec().getClusterIP()).map(List::of))
        .orElse(List.of())
        .stream()
        .filter(address -> !address.isEmpty() && !address.equals("None"))
        .toList();
  }

  /**
   * What an address is found from.
   *
   * @param own the cluster's objects
   * @param nodes of the management cluster
   */
  public record Facts(
      ClusterScope scope, ObjectSet own, List<ManagementCluster.NodeAddress> nodes) {}

  /** Where the API is published; the owner's host wins over what can be found out. */
  public static Published published(Facts facts, Service service) {
    ClusterScope scope = facts.scope();
    Optional<String> host = scope.common().endpoint().host();
    return switch (scope.common().endpoint().exposure()) {
      case CommonSpec.InsideOnly inside ->
          new Published.At(
              new PublishedEndpoint(
                  host.orElseGet(() -> clusterIps(service).getFirst()), ApiServerService.PORT));
      case CommonSpec.OnNodePort exposed -> onNodePort(facts, service);
      case CommonSpec.OnLoadBalancer balancer ->
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

  private static Published onNodePort(Facts facts, Service service) {
    ClusterScope scope = facts.scope();
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
        .common()
        .endpoint()
        .host()
        .or(() -> nodeHost(facts))
        .<Published>map(host -> new Published.At(new PublishedEndpoint(host, port.get())))
        .orElseGet(
            () ->
                pending(
                    "NodeAddressPending",
                    "no ready node of the management cluster has an address; set"
                        + " spec.endpoint.host"));
  }

  /**
   * The node that was published stays for as long as it is there, ready or not: clients know its
   * address and the serving certificate names it, and a node that was lost for a minute comes back.
   */
  private static Optional<String> nodeHost(Facts facts) {
    return known(facts.scope(), facts.own())
        .map(PublishedEndpoint::host)
        .filter(host -> facts.nodes().stream().anyMatch(node -> node.address().equals(host)))
        .or(
            () ->
                facts.nodes().stream()
                    .filter(ManagementCluster.NodeAddress::ready)
                    .map(ManagementCluster.NodeAddress::address)
                    .findFirst());
  }

  /** The address that clients know: it is served for as long as no other one is found. */
  public static Optional<PublishedEndpoint> known(ClusterScope scope, ObjectSet own) {
    return own.secret(scope.names().kubeconfig()).flatMap(AdminKubeconfig::endpoint);
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
