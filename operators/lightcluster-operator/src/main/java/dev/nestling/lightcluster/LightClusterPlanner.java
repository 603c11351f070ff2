package dev.nestling.lightcluster;

import dev.nestling.api.v1alpha1.EffectiveSpec;
import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.api.v1alpha1.Network;
import dev.nestling.api.v1alpha1.Power;
import dev.nestling.core.cluster.Draft;
import dev.nestling.core.cluster.Endpoints;
import dev.nestling.core.cluster.KeyMaterial;
import dev.nestling.core.cluster.WorldChecks;
import dev.nestling.core.encryption.KeyRotation;
import dev.nestling.core.objects.AdminKubeconfig;
import dev.nestling.core.objects.ApiServerService;
import dev.nestling.core.objects.ExternalKubeconfigSecret;
import dev.nestling.core.objects.InternalKubeconfigSecret;
import dev.nestling.core.objects.PublishedEndpoint;
import dev.nestling.core.objects.Role;
import dev.nestling.core.objects.ServingNames;
import dev.nestling.core.objects.Signer;
import dev.nestling.core.objects.VolumeClaim;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.Minter;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.plan.Waiting;
import dev.nestling.core.references.Referenced;
import dev.nestling.core.references.SecurityFiles;
import dev.nestling.lightcluster.objects.ControlPlaneStatefulSet;
import dev.nestling.lightcluster.objects.ExternalDatastore;
import dev.nestling.lightcluster.objects.Leaf;
import dev.nestling.lightcluster.objects.LightClusterScope;
import dev.nestling.lightcluster.objects.ServerCertificatesSecret;
import dev.nestling.lightcluster.objects.ServerConfig;
import dev.nestling.lightcluster.objects.ServerConfigMap;
import dev.nestling.lightcluster.objects.ServerNetworkPolicy;
import dev.nestling.lightcluster.objects.ServerServiceAccount;
import dev.nestling.lightcluster.objects.ServerTemplate;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says what should exist: pure and deterministic, but for what the minter makes. Waiting is a
 * shorter plan that is not complete, so that what exists stays and is healed meanwhile.
 *
 * <p>The order is part of the safety: keys before anything that could be mistaken for an older
 * life's remains, the Service before what needs its address, the server last.
 */
public final class LightClusterPlanner {
  private final ImageSettings images;

  public LightClusterPlanner(ImageSettings images) {
    this.images = images;
  }

  public LightClusterPlan plan(
      LightCluster cluster, Observed observed, Instant now, Minter minter) {
    LightClusterScope scope = placed(cluster, observed);
    Draft draft = new Draft(now);
    if (scope.spec().paused()) {
      return LightClusterPlan.of(
          draft.waitFor(new Waiting("Paused", "spec.paused is true: nothing is changed")).finish());
    }
    if (Referenced.any(scope.common())) {
      draft.restAtMost(Referenced.REST);
    }
    return switch (KeyMaterial.of(LightClusterKeys.facts(scope, observed), now, minter)) {
      case KeyMaterial.Unusable unusable -> {
        network(draft, scope);
        draft.waitFor(unusable.problem());
        yield LightClusterPlan.of(draft.finish());
      }
      case KeyMaterial.Whole keys -> {
        Optional<Service> service =
            observed.own().service(scope.names()).filter(any -> !addresses(any).isEmpty());
        // The server is made from the file as it is: a changed one may be refused yet.
        KeyRotation rotation =
            EncryptionRotation.next(
                scope,
                observed,
                keys,
                service.flatMap(found -> configHash(new Situation(scope, observed, keys, found))),
                minter);
        draft.addAll(keys.withEncryption(rotation.file()).secrets(scope));
        volume(draft, scope, observed);
        network(draft, scope);
        if (service.isEmpty()) {
          draft.waitFor(serviceAddress(scope));
        } else {
          access(draft, new Situation(scope, observed, keys, service.get()), now, minter);
          server(
              draft,
              new Situation(scope, observed, keys, service.get()),
              template(cluster, observed));
        }
        rotation.waiting().ifPresent(draft::waitFor);
        yield new LightClusterPlan(draft.finish(), rotation.rewrite());
      }
    };
  }

  private static LightClusterScope placed(LightCluster cluster, Observed observed) {
    LightClusterScope asked = LightClusterScope.of(cluster);
    return asked.placedBy(
        observed.references().user().standing(),
        observed.own().server(asked.names()).map(found -> found.getSpec().getTemplate().getSpec()));
  }

  /** What the later steps look at. */
  private record Situation(
      LightClusterScope scope, Observed observed, KeyMaterial.Whole keys, Service service) {}

  private static Endpoints.Facts endpointFacts(Situation situation) {
    return new Endpoints.Facts(
        situation.scope(),
        situation.observed().own().set(),
        situation.observed().management().nodes());
  }

  private static List<String> addresses(Service service) {
    return Endpoints.clusterIps(service);
  }

  private static Waiting serviceAddress(LightClusterScope scope) {
    return new Waiting(
        "ServiceAddressPending",
        "the management cluster has not given Service " + scope.names().api() + " an address yet");
  }

  /** A volume is not made for a server that may not start; one that exists is looked after. */
  private static void volume(Draft draft, LightClusterScope scope, Observed observed) {
    if (!(scope.spec().datastore() instanceof EffectiveSpec.PersistentVolume wanted)) {
      return;
    }
    var existing = observed.own().volume(scope.names());
    if (existing.isEmpty() && LightClusterValidation.startPrevented(scope, observed).isPresent()) {
      return;
    }
    boolean mayGrow =
        LightClusterValidation.check(scope, observed).stream()
            .noneMatch(
                finding -> finding.problem().reason().equals(WorldChecks.VOLUME_CANNOT_GROW));
    VolumeClaim.Request asked = LightClusterValidation.request(wanted);
    VolumeClaim.Request possible =
        existing
            .filter(claim -> !mayGrow)
            .flatMap(VolumeClaim::requested)
            .map(size -> new VolumeClaim.Request(size, wanted.storageClassName()))
            .orElse(asked);
    draft.add(
        VolumeClaim.build(
            scope.identityMetadata(scope.names().data(), Role.DATASTORE, Map.of()),
            possible,
            existing));
  }

  private static void network(Draft draft, LightClusterScope scope) {
    draft.add(ServerServiceAccount.build(scope));
    if (scope.spec().network().policy() == Network.Policy.ApiOnly) {
      draft.add(ServerNetworkPolicy.build(scope));
    }
    draft.add(
        ApiServerService.build(scope, new ApiServerService.Backends(Role.SERVER, true, List.of())));
  }

  /** Certificates and kubeconfigs: everything that depends on addresses and on time. */
  private static void access(Draft draft, Situation situation, Instant now, Minter minter) {
    LightClusterScope scope = situation.scope();
    Observed.Own own = situation.observed().own();
    Signer signer = new Signer(situation.keys().cluster(), minter, now);
    Signer frontProxy = new Signer(situation.keys().frontProxy(), minter, now);
    String caPem = situation.keys().cluster().certificatePem();
    Optional<PublishedEndpoint> published = Optional.empty();
    switch (Endpoints.published(endpointFacts(situation), situation.service())) {
      case Endpoints.Published.At at -> published = Optional.of(at.endpoint());
      case Endpoints.Published.Pending pending -> {
        draft.waitFor(pending.waiting());
        published = Endpoints.known(scope, situation.observed().own().set());
      }
    }
    Map<Leaf, KeyPair> leaves =
        ServerCertificatesSecret.renew(
            own.secret(scope.names().serverCerts()),
            ServingNames.of(
                scope, addresses(situation.service()), published.map(PublishedEndpoint::host)),
            signer,
            frontProxy);
    leaves.forEach(
        (leaf, pair) -> leaf.signer(signer, frontProxy).nextRenewal(pair).ifPresent(draft::dueAt));
    draft.add(ServerCertificatesSecret.build(scope, leaves));
    KeyPair inside =
        AdminKubeconfig.credentials(own.secret(scope.names().kubeconfigInternal()), signer);
    signer.nextRenewal(inside).ifPresent(draft::dueAt);
    draft.add(InternalKubeconfigSecret.build(scope, caPem, inside));
    published.ifPresent(
        endpoint -> {
          KeyPair outside =
              AdminKubeconfig.credentials(own.secret(scope.names().kubeconfig()), signer);
          signer.nextRenewal(outside).ifPresent(draft::dueAt);
          draft.add(ExternalKubeconfigSecret.build(scope, endpoint, caPem, outside));
        });
  }

  /**
   * A server that may not start can still be stopped: switching off works whatever else is wrong
   * with the spec. But the pod holds a volume that somebody deleted: with it the data would go.
   */
  private static void server(Draft draft, Situation situation, ServerTemplate template) {
    LightClusterScope scope = situation.scope();
    Optional<Problem> prevented =
        LightClusterValidation.startPrevented(scope, situation.observed());
    if (prevented.isEmpty()) {
      draft.add(ServerConfigMap.build(scope, config(situation), files(situation)));
      draft.add(ControlPlaneStatefulSet.build(scope, hash(situation), template));
      failing(draft, situation);
      return;
    }
    draft.waitFor(prevented.get());
    if (scope.spec().power() == Power.Stopped
        && !LightClusterValidation.volumeIsLeaving(scope, situation.observed())) {
      situation
          .observed()
          .own()
          .server(scope.names())
          .flatMap(ControlPlaneStatefulSet::configHash)
          .ifPresent(hash -> draft.add(ControlPlaneStatefulSet.build(scope, hash, template)));
    }
  }

  private static ServerConfig config(Situation situation) {
    return ServerConfig.of(
        situation.scope().spec(),
        situation.keys().identity(),
        addresses(situation.service()).getFirst(),
        usable(situation.observed()).map(ExternalDatastore.Reading.Usable::datastore));
  }

  private static SecurityFiles files(Situation situation) {
    return situation.observed().references().user().security();
  }

  private static String hash(Situation situation) {
    String codeSecret = situation.keys().lastingSecret();
    return ServerConfigMap.hash(
        config(situation),
        usable(situation.observed()).map(usable -> usable.content().code(codeSecret)),
        files(situation).code(codeSecret) + KeyRotation.code(situation.keys().encryption()));
  }

  /** Of the server that these keys make; empty while none may be made. */
  private static Optional<String> configHash(Situation situation) {
    return LightClusterValidation.startPrevented(situation.scope(), situation.observed()).isEmpty()
        ? Optional.of(hash(situation))
        : Optional.empty();
  }

  /** Nobody tells when a database's Secret is corrected: a server that needs that is watched. */
  private static void failing(Draft draft, Situation situation) {
    if (situation.scope().spec().datastore() instanceof EffectiveSpec.ExternalDatabase
        && ServerTrouble.of(situation.scope().names(), situation.observed())
            .filter(problem -> ServerTrouble.OF_DATASTORES.contains(problem.reason()))
            .isPresent()) {
      draft.restAtMost(Draft.FAILING_REST);
    }
  }

  private static Optional<ExternalDatastore.Reading.Usable> usable(Observed observed) {
    return observed
        .references()
        .database()
        .filter(ExternalDatastore.Reading.Usable.class::isInstance)
        .map(ExternalDatastore.Reading.Usable.class::cast);
  }

  private ServerTemplate template(LightCluster cluster, Observed observed) {
    LightClusterScope scope = LightClusterScope.of(cluster);
    ServerTemplate current = ServerTemplate.current(scope, images);
    return observed
        .own()
        .server(scope.names())
        .flatMap(ServerTemplate::pinned)
        .filter(pinned -> !current.acceptedBy(cluster))
        .orElse(current);
  }
}
