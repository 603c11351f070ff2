package dev.nestling.fullcluster;

import dev.nestling.core.addons.AddonImages;
import dev.nestling.core.addons.Addons;
import dev.nestling.core.addons.KonnectivityAgent;
import dev.nestling.core.cluster.Endpoints;
import dev.nestling.core.cluster.JoiningFacts;
import dev.nestling.core.content.NestedContent;
import dev.nestling.core.kubeadm.KubeadmObjects;
import dev.nestling.core.kubeadm.KubernetesEndpoint;
import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.objects.ApiServerService;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.fullcluster.objects.EtcdMember;
import dev.nestling.fullcluster.objects.FullClusterScope;
import dev.nestling.fullcluster.objects.Konnectivity;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What should be inside the nested cluster: what joining needs, add-ons, people's manifests. */
final class NestedObjects {
  private final FullClusterScope scope;
  private final Observed observed;
  private final ImageSettings images;

  NestedObjects(FullClusterScope scope, Observed observed, ImageSettings images) {
    this.scope = scope;
    this.observed = observed;
    this.images = images;
  }

  /** Empty while it is not known where nodes reach the API. */
  Optional<NestedContent> content() {
    Optional<Service> service = observed.own().service(scope.names());
    return JoiningFacts.of(scope, observed.own().set())
        .flatMap(
            facts ->
                service.flatMap(
                    found ->
                        Endpoints.clusterIps(found).stream()
                            .findFirst()
                            .map(
                                ip ->
                                    observed
                                        .referenced()
                                        .manifests()
                                        .after(objects(facts, ip, found)))));
  }

  private List<HasMetadata> objects(NestedFacts facts, String address, Service service) {
    return Stream.of(
            KubeadmObjects.of(
                facts, scope.wantedMembers().stream().map(EtcdMember::clientUrl).toList()),
            KubernetesEndpoint.objects(address, ApiServerService.PORT),
            Addons.objects(
                facts,
                scope.common().addons(),
                AddonImages.published(images, scope.common().version()),
                tunnel(facts, service)))
        .flatMap(List::stream)
        .toList();
  }

  /** The tunnel's port is beside the API's, at the same address. */
  private static KonnectivityAgent.Server tunnel(NestedFacts facts, Service service) {
    int port =
        service.getSpec().getType().equals("NodePort")
            ? nodePort(service).orElse(Konnectivity.AGENT_PORT)
            : Konnectivity.AGENT_PORT;
    return new KonnectivityAgent.Server(facts.apiHost(), port, true);
  }

  private static Optional<Integer> nodePort(Service service) {
    return service.getSpec().getPorts().stream()
        .filter(port -> Konnectivity.servicePort().getName().equals(port.getName()))
        .map(ServicePort::getNodePort)
        .filter(number -> number != null && number > 0)
        .findFirst();
  }
}
