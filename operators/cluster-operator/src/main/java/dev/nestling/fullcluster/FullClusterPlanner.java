package dev.nestling.fullcluster;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.api.v1alpha1.Network;
import dev.nestling.api.v1alpha1.Power;
import dev.nestling.core.cluster.Draft;
import dev.nestling.core.cluster.Endpoints;
import dev.nestling.core.cluster.KeyMaterial;
import dev.nestling.core.encryption.KeyRotation;
import dev.nestling.core.objects.ApiServerService;
import dev.nestling.core.objects.Role;
import dev.nestling.core.objects.Signer;
import dev.nestling.core.objects.WorkloadTemplate;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.Minter;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.core.plan.Plan;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.plan.Waiting;
import dev.nestling.core.references.Referenced;
import dev.nestling.core.references.SecurityFiles;
import dev.nestling.fullcluster.objects.ApiServerConfigMap;
import dev.nestling.fullcluster.objects.ControlPlaneServiceAccount;
import dev.nestling.fullcluster.objects.DisruptionBudget;
import dev.nestling.fullcluster.objects.EtcdCaSecret;
import dev.nestling.fullcluster.objects.FullClusterScope;
import dev.nestling.fullcluster.objects.Konnectivity;
import dev.nestling.fullcluster.objects.NetworkPolicies;
import dev.nestling.fullcluster.objects.Program;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Says what should exist: pure and deterministic, but for what the minter makes. Waiting is a
 * shorter plan that is not complete, so that what exists stays and is healed meanwhile.
 *
 * <p>The order is part of the safety: keys before anything that could be mistaken for an older
 * life's remains, etcd before those who use it.
 */
public final class FullClusterPlanner {

  /**
   * What does not change while an operator runs.
   *
   * @param images where images come from
   * @param operatorNamespace where the operator runs
   */
  public record Surroundings(ImageSettings images, String operatorNamespace) {}

  private final Surroundings surroundings;

  public FullClusterPlanner(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  ImageSettings images() {
    return surroundings.images();
  }

  public FullClusterPlan plan(FullCluster cluster, Observed observed, Instant now, Minter minter) {
    FullClusterScope scope = observed.held(FullClusterScope.of(cluster));
    Draft draft = new Draft(now);
    if (scope.common().life().paused()) {
      Plan nothing =
          draft.waitFor(new Waiting("Paused", "spec.paused is true: nothing is changed")).finish();
      return FullClusterPlan.withoutKeys(nothing);
    }
    return switch (KeyMaterial.of(FullClusterKeys.facts(scope, observed), now, minter)) {
      case KeyMaterial.Unusable unusable -> {
        network(draft, scope);
        draft.waitFor(unusable.problem());
        yield FullClusterPlan.withoutKeys(draft.finish());
      }
      case KeyMaterial.Whole keys -> {
        // The servers are made from the file as it is: a changed one may be refused yet.
        KeyRotation rotation = EncryptionRotation.next(scope, observed, keys, minter);
        EtcdDecision etcd = EtcdDecision.of(scope, observed, now);
        if (Referenced.any(scope.common())) {
          draft.restAtMost(Referenced.REST);
        }
        Optional<Problem> prevented = FullClusterValidation.startPrevented(scope, observed);
        draft.addAll(keys.withEncryption(rotation.file()).secrets(scope));
        draft.add(
            EtcdCaSecret.build(
                scope,
                etcdAuthority(keys),
                prevented.isEmpty() ? etcd.foundingAfter() : etcd.founding()));
        network(draft, scope);
        prevented.ifPresent(draft::waitFor);
        new Servers(scope, observed, keys, new Moment(now, minter))
            .plan(draft, etcd, cluster, prevented.isEmpty());
        rotation.waiting().ifPresent(draft::waitFor);
        yield new FullClusterPlan(draft.finish(), Optional.of(etcd), rotation.rewrite());
      }
    };
  }

  /** Time and the only randomness. */
  record Moment(Instant now, Minter minter) {}

  private static KeyPair etcdAuthority(KeyMaterial.Whole keys) {
    return keys.etcd().orElseThrow(() -> new IllegalStateException("no etcd authority"));
  }

  private void network(Draft draft, FullClusterScope scope) {
    draft.add(ControlPlaneServiceAccount.build(scope));
    if (scope.common().network().policy() == Network.Policy.ApiOnly) {
      draft.addAll(NetworkPolicies.build(scope, surroundings.operatorNamespace()));
    }
    draft.add(
        ApiServerService.build(
            scope,
            new ApiServerService.Backends(
                Role.API_SERVER, false, List.of(Konnectivity.servicePort()))));
  }

  /** Everything that needs keys. */
  private final class Servers {
    private final FullClusterScope scope;
    private final Observed observed;
    private final KeyMaterial.Whole keys;
    private final Moment moment;

    Servers(FullClusterScope scope, Observed observed, KeyMaterial.Whole keys, Moment moment) {
      this.scope = scope;
      this.observed = observed;
      this.keys = keys;
      this.moment = moment;
    }

    void plan(Draft draft, EtcdDecision etcd, FullCluster cluster, boolean mayStart) {
      Optional<Service> service =
          observed.own().service(scope.names()).filter(it -> !Endpoints.clusterIps(it).isEmpty());
      if (service.isEmpty()) {
        draft.waitFor(
            new Waiting(
                "ServiceAddressPending",
                "the management cluster has not given Service "
                    + scope.names().api()
                    + " an address yet"));
        return;
      }
      AccessPlan access = new AccessPlan(scope, observed, keys, moment);
      AccessPlan.Made made = access.into(draft, service.get());
      WorkloadTemplate etcdTemplate =
          Program.current(images(), scope.common().version(), Program.ETCD);
      EtcdPlan.into(
          draft,
          scope,
          observed,
          new EtcdPlan.Inputs(
              etcd,
              new Signer(etcdAuthority(keys), moment.minter(), moment.now()),
              etcdTemplate,
              etcdTemplate.acceptedBy(cluster),
              mayStart && scope.common().life().power() == Power.Running));
      if (mayStart || observed.own().apiServer(scope.names()).isPresent()) {
        components(draft, cluster, made);
      }
    }

    /** API servers whose files are not known stay as they are; without any they can be stopped. */
    private void components(Draft draft, FullCluster cluster, AccessPlan.Made made) {
      SecurityFiles files = observed.referenced().security();
      Optional<Problem> unknown =
          files.problems().stream()
              .findFirst()
              .filter(any -> scope.common().life().power() == Power.Running);
      unknown.ifPresent(draft::waitFor);
      if (unknown.isEmpty()) {
        draft.add(ApiServerConfigMap.build(scope, files));
        new ComponentsPlan(scope, observed, images()).into(draft, cluster, made);
        budgets(draft);
      }
    }

    private void budgets(Draft draft) {
      var names = scope.names();
      draft.add(DisruptionBudget.build(scope, names.etcd(), Role.ETCD));
      draft.add(DisruptionBudget.build(scope, names.apiServer(), Role.API_SERVER));
      draft.add(DisruptionBudget.build(scope, names.controllerManager(), Role.CONTROLLER_MANAGER));
      draft.add(DisruptionBudget.build(scope, names.scheduler(), Role.SCHEDULER));
    }
  }
}
