package dev.nestling.fullcluster;

import dev.nestling.core.cluster.Draft;
import dev.nestling.core.cluster.Endpoints;
import dev.nestling.core.cluster.KeyMaterial;
import dev.nestling.core.objects.AdminKubeconfig;
import dev.nestling.core.objects.ExternalKubeconfigSecret;
import dev.nestling.core.objects.InternalKubeconfigSecret;
import dev.nestling.core.objects.LeafSecret;
import dev.nestling.core.objects.PublishedEndpoint;
import dev.nestling.core.objects.ServingNames;
import dev.nestling.core.objects.Signer;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.fullcluster.objects.ApiServer;
import dev.nestling.fullcluster.objects.ControllerManager;
import dev.nestling.fullcluster.objects.FullClusterScope;
import dev.nestling.fullcluster.objects.Konnectivity;
import dev.nestling.fullcluster.objects.Scheduler;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Certificates and kubeconfigs: everything that depends on addresses and on time. */
final class AccessPlan {
  private final FullClusterScope scope;
  private final Observed observed;
  private final KeyMaterial.Whole keys;
  private final Signer cluster;
  private final Signer frontProxy;
  private final Signer etcd;

  /**
   * What later steps need.
   *
   * @param address of the API's Service, which never changes
   * @param tunnelCertificate changes with the tunnel's serving pair
   * @param configHash changes with the API servers' files
   */
  record Made(String address, String tunnelCertificate, String configHash) {}

  AccessPlan(
      FullClusterScope scope,
      Observed observed,
      KeyMaterial.Whole keys,
      FullClusterPlanner.Moment moment) {
    this.scope = scope;
    this.observed = observed;
    this.keys = keys;
    this.cluster = new Signer(keys.cluster(), moment.minter(), moment.now());
    this.frontProxy = new Signer(keys.frontProxy(), moment.minter(), moment.now());
    this.etcd =
        new Signer(
            keys.etcd().orElseThrow(() -> new IllegalStateException("no etcd authority")),
            moment.minter(),
            moment.now());
  }

  Made into(Draft draft, Service service) {
    List<String> addresses = Endpoints.clusterIps(service);
    Optional<PublishedEndpoint> published = published(draft, service);
    ServingNames names = ServingNames.of(scope, addresses, published.map(PublishedEndpoint::host));
    draft.add(
        ApiServer.secret(
            scope,
            renewed(
                draft,
                scope.names().apiServer(),
                ApiServer.leaves(names, new ApiServer.Signers(cluster, frontProxy, etcd)))));
    Map<String, KeyPair> tunnel =
        renewed(draft, scope.names().konnectivity(), Konnectivity.leaves(names, cluster));
    draft.add(Konnectivity.secret(scope, tunnel));
    draft.add(
        ControllerManager.secret(
            scope,
            renewed(draft, scope.names().controllerManager(), ControllerManager.leaves(cluster))));
    draft.add(
        Scheduler.secret(
            scope, renewed(draft, scope.names().scheduler(), Scheduler.leaves(cluster))));
    kubeconfigs(draft, published);
    return new Made(
        addresses.getFirst(),
        Konnectivity.servingFingerprint(tunnel),
        EncryptionRotation.configHash(observed.referenced().security(), keys));
  }

  private Optional<PublishedEndpoint> published(Draft draft, Service service) {
    var facts = new Endpoints.Facts(scope, observed.own().set(), observed.management().nodes());
    return switch (Endpoints.published(facts, service)) {
      case Endpoints.Published.At at -> Optional.of(at.endpoint());
      case Endpoints.Published.Pending pending -> {
        draft.waitFor(pending.waiting());
        yield Endpoints.known(scope, observed.own().set());
      }
    };
  }

  private Map<String, KeyPair> renewed(Draft draft, String secret, List<LeafSecret.Leaf> leaves) {
    Map<String, KeyPair> pairs = LeafSecret.renew(observed.own().set().secret(secret), leaves);
    leaves.forEach(
        leaf ->
            Optional.ofNullable(pairs.get(leaf.name()))
                .flatMap(leaf.signer()::nextRenewal)
                .ifPresent(draft::dueAt));
    return pairs;
  }

  private void kubeconfigs(Draft draft, Optional<PublishedEndpoint> published) {
    String caPem = cluster.authority().certificatePem();
    draft.add(
        InternalKubeconfigSecret.build(
            scope, caPem, credentials(draft, scope.names().kubeconfigInternal())));
    published.ifPresent(
        endpoint ->
            draft.add(
                ExternalKubeconfigSecret.build(
                    scope, endpoint, caPem, credentials(draft, scope.names().kubeconfig()))));
  }

  private KeyPair credentials(Draft draft, String secret) {
    KeyPair pair = AdminKubeconfig.credentials(observed.own().set().secret(secret), cluster);
    cluster.nextRenewal(pair).ifPresent(draft::dueAt);
    return pair;
  }
}
