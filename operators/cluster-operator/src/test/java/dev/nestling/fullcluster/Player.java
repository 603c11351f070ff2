package dev.nestling.fullcluster;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.api.v1alpha1.Power;
import dev.nestling.core.apply.Applied;
import dev.nestling.core.apply.Applier;
import dev.nestling.core.apply.Identity;
import dev.nestling.core.apply.ObjectSet;
import dev.nestling.core.apply.ObjectStore;
import dev.nestling.core.cluster.OperatorCredentials;
import dev.nestling.core.content.IssuersAnswer;
import dev.nestling.core.encryption.KeyRotation;
import dev.nestling.core.etcd.Alarm;
import dev.nestling.core.etcd.Surveyor;
import dev.nestling.core.etcd.action.EtcdActions;
import dev.nestling.core.etcd.membership.Step;
import dev.nestling.core.etcd.monitor.Aim;
import dev.nestling.core.etcd.monitor.Look;
import dev.nestling.core.management.ManagementCluster;
import dev.nestling.core.pki.Minter;
import dev.nestling.core.placement.LedgerConfigMap;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.core.references.Referenced;
import dev.nestling.fullcluster.objects.FullClusterScope;
import dev.nestling.testing.FixedMinter;
import dev.nestling.testing.etcd.ScriptedEtcd;
import dev.nestling.testing.golden.Mishaps;
import dev.nestling.testing.golden.OrdinaryWorld;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Plays the operator: plans, applies and asks etcd, again and again. What it does not play is time:
 * that stands still within a setting.
 */
final class Player {
  /** Five members that come one after the other take fewer. */
  private static final int MOST_ROUNDS = 80;

  private static final String NO_DATA =
      "{\"level\":\"fatal\",\"error\":\"cannot fetch cluster info from peer urls\"}";

  /**
   * What is played.
   *
   * @param pods besides those of etcd's members
   * @param references where people's own objects are read
   */
  record Setting(
      FullCluster cluster,
      World world,
      ManagementCluster management,
      List<Pod> pods,
      ObjectStore references,
      Instant now,
      ImageSettings images) {
    FullClusterScope scope() {
      return FullClusterScope.of(cluster);
    }
  }

  private final Minter minter = new FixedMinter();
  private final ScriptedEtcd etcd;
  private Setting setting;
  private Simulation simulation;

  Player(Setting setting) {
    this.setting = setting;
    this.simulation = new Simulation(setting.world());
    this.etcd = new ScriptedEtcd((namespace, pod) -> simulation.find(namespace, pod));
  }

  /** What has become of the world meanwhile. */
  void enter(Setting next) {
    setting = next;
    simulation = simulation.into(next.world());
    String namespace = next.scope().namespace();
    String service = next.scope().names().etcd();
    World.EtcdWorld members = next.world().members();
    list(members.empty()).forEach(pod -> etcd.empty(namespace, service, pod));
    list(members.silent()).forEach(etcd::silence);
    list(members.alarms()).stream()
        .map(text -> text.split(" ", 2))
        .forEach(alarm -> etcd.raise(namespace, service, alarm[1], Alarm.Type.valueOf(alarm[0])));
  }

  private static List<String> list(@Nullable List<String> given) {
    return Objects.requireNonNullElse(given, List.of());
  }

  /** Goes on until nothing is left to do, and says which way etcd's members went. */
  List<String> settle() {
    List<String> steps = new ArrayList<>();
    Optional<FullClusterPlan> before = Optional.empty();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      Observed observed = observe();
      FullClusterPlan plan = plan(observed);
      apply(plan);
      plan.etcd().ifPresent(decision -> perform(decision, observed));
      plan.etcd()
          .map(decision -> decision.known().step().toString())
          .filter(step -> steps.isEmpty() || !step.equals(steps.getLast()))
          .ifPresent(steps::add);
      if (before.filter(earlier -> isSame(earlier, plan)).isPresent()) {
        return steps;
      }
      before = Optional.of(plan);
    }
    throw new AssertionError("there is always something left to do: " + steps);
  }

  private static boolean isSame(FullClusterPlan left, FullClusterPlan right) {
    return left.objects().equals(right.objects())
        && right.objects().deletions().isEmpty()
        && left.etcd().map(EtcdDecision::known).equals(right.etcd().map(EtcdDecision::known));
  }

  FullClusterPlan plan(Observed observed) {
    var surroundings = new FullClusterPlanner.Surroundings(setting.images(), "nestling-system");
    return new FullClusterPlanner(surroundings)
        .plan(setting.cluster(), observed, setting.now(), minter);
  }

  Applied apply(FullClusterPlan plan) {
    return simulation.apply(plan.objects());
  }

  private void perform(EtcdDecision decision, Observed observed) {
    Optional<Step.OnEtcd> step =
        decision
            .request()
            .filter(any -> !Mishaps.is(setting.world().members().stubborn()))
            .filter(any -> setting.scope().common().life().power() == Power.Running);
    step.ifPresent(
        asked ->
            observed
                .learned()
                .etcd()
                .ifPresent(
                    look ->
                        new EtcdActions(etcd).run(asked, look.aim().endpoints(), look.survey())));
  }

  Observed observe() {
    FullClusterScope scope = setting.scope();
    List<HasMetadata> found = simulation.objects();
    ObjectSet ours =
        new ObjectSet(
            found.stream()
                .filter(object -> scope.owner().controls(object) || Applier.isRetained(object))
                .toList());
    Identity identity = new Identity(found.stream().filter(Identity::isPartOf).toList());
    List<Pod> pods =
        Stream.concat(simulation.pods().stream().map(this::withStatus), setting.pods().stream())
            .toList();
    var own = new Observed.Own(ours, pods, identity.takenFrom(scope.owner()));
    return new Observed(
        own,
        setting.management(),
        learned(scope, own),
        Referenced.read(
            scope,
            setting.references(),
            pool ->
                setting
                    .references()
                    .find(ConfigMap.class, LedgerConfigMap.name(pool))
                    .map(LedgerConfigMap::read)));
  }

  private Pod withStatus(Pod pod) {
    World.EtcdWorld members = setting.world().members();
    String name = pod.getMetadata().getName();
    Integer seconds = members.silentForSeconds();
    Instant since = setting.now().minus(Duration.ofSeconds(seconds == null ? 0 : seconds));
    if (Mishaps.is(members.pending())) {
      return Workloads.pending(pod, since);
    }
    String namespace = setting.scope().namespace();
    String service = setting.scope().names().etcd();
    boolean runs = etcd.runs(namespace, service, name);
    return Workloads.running(
        pod, runs, since, etcd.foundNoData(namespace, service, name) ? NO_DATA : "");
  }

  private Observed.Learned learned(FullClusterScope scope, Observed.Own own) {
    World world = setting.world();
    return new Observed.Learned(
        OrdinaryWorld.health(world.service(), setting.now()),
        OrdinaryWorld.health(world.outside(), setting.now()),
        look(scope, own),
        world.contentState(),
        KeyRotation.Rewriting.NEVER,
        IssuersAnswer.NEVER);
  }

  /** As the monitor has it: nothing while there is nobody to ask, or the cluster is off. */
  private Optional<Look> look(FullClusterScope scope, Observed.Own own) {
    World.EtcdWorld members = setting.world().members();
    Instant at =
        Mishaps.is(members.stale()) ? setting.now().minus(Duration.ofMinutes(1)) : setting.now();
    Optional<Aim> aim =
        EtcdAim.of(scope, own, new OperatorCredentials(minter, setting::now))
            .filter(one -> !one.endpoints().isEmpty())
            .filter(one -> !Mishaps.is(members.unasked()))
            .filter(one -> scope.common().life().power() == Power.Running);
    return aim.map(one -> new Look(one, new Surveyor(etcd).survey(one.endpoints()), at));
  }
}
