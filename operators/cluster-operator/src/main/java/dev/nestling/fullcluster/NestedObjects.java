package dev.nestling.fullcluster;

import dev.nestling.core.addons.AddonImages;
import dev.nestling.core.addons.CoreDns;
import dev.nestling.core.addons.KonnectivityAgent;
import dev.nestling.core.addons.KubeProxy;
import dev.nestling.core.cluster.Endpoints;
import dev.nestling.core.content.NestedContent;
import dev.nestling.core.kubeadm.KubeadmObjects;
import dev.nestling.core.kubeadm.KubernetesEndpoint;
import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.objects.AdminKubeconfig;
import dev.nestling.core.objects.ApiServerService;
import dev.nestling.core.objects.PublishedEndpoint;
import dev.nestling.core.objects.SecretData;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.fullcluster.objects.EtcdMember;
import dev.nestling.fullcluster.objects.FullClusterScope;
import dev.nestling.fullcluster.objects.Konnectivity;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    Optional<KeyPair> authority =
        observed.own().set().secret(scope.names().clusterCa()).flatMap(SecretData::authority);
    Optional<Service> service = observed.own().service(scope.names());
    Optional<PublishedEndpoint> published =
        observed.own().set().secret(scope.names().kubeconfig()).flatMap(AdminKubeconfig::endpoint);
    if (authority.isEmpty() || published.isEmpty() || service.isEmpty()) {
      return Optional.empty();
    }
    return Endpoints.clusterIps(service.get()).stream()
        .findFirst()
        .map(
            ip ->
                observed
                    .referenced()
                    .manifests()
                    .after(objects(facts(authority.get(), published.get()), ip, service.get())));
  }

  private NestedFacts facts(KeyPair authority, PublishedEndpoint published) {
    var network = scope.common().network();
    return new NestedFacts(
        scope.names().cluster(),
        scope.common().version(),
        authority.certificatePem(),
        published.url(),
        new NestedFacts.Network(network.podCIDRs(), network.serviceCIDRs(), network.dnsDomain()));
  }

  private List<HasMetadata> objects(NestedFacts facts, String address, Service service) {
    List<HasMetadata> objects =
        new ArrayList<>(
            KubeadmObjects.of(
                facts, scope.wantedMembers().stream().map(EtcdMember::clientUrl).toList()));
    objects.addAll(KubernetesEndpoint.objects(address, ApiServerService.PORT));
    AddonImages addons = AddonImages.of(images, scope.common().version());
    var wanted = scope.spec().addons();
    if (wanted.coreDns()) {
      objects.addAll(CoreDns.objects(facts, addons.coreDns()));
    }
    if (wanted.kubeProxy()) {
      objects.addAll(KubeProxy.objects(facts, addons.kubeProxy()));
    }
    if (wanted.konnectivityAgent()) {
      objects.addAll(KonnectivityAgent.objects(facts, tunnel(facts, service), addons.proxyAgent()));
    }
    return objects;
  }

  /** The tunnel's port is beside the API's, at the same address. */
  private static KonnectivityAgent.Server tunnel(NestedFacts facts, Service service) {
    String host = java.net.URI.create(facts.apiUrl()).getHost().replaceAll("[\\[\\]]", "");
    int port =
        service.getSpec().getType().equals("NodePort")
            ? nodePort(service).orElse(Konnectivity.AGENT_PORT)
            : Konnectivity.AGENT_PORT;
    return new KonnectivityAgent.Server(host, port);
  }

  private static Optional<Integer> nodePort(Service service) {
    return service.getSpec().getPorts().stream()
        .filter(port -> Konnectivity.servicePort().getName().equals(port.getName()))
        .map(ServicePort::getNodePort)
        .filter(number -> number != null && number > 0)
        .findFirst();
  }
}
