package dev.nestling.fullcluster;

import dev.nestling.api.v1alpha1.Power;
import dev.nestling.core.cluster.Draft;
import dev.nestling.core.cluster.WorldChecks;
import dev.nestling.core.etcd.EtcdId;
import dev.nestling.core.etcd.Start;
import dev.nestling.core.etcd.membership.Shape;
import dev.nestling.core.etcd.membership.Step;
import dev.nestling.core.objects.LeafSecret;
import dev.nestling.core.objects.Signer;
import dev.nestling.core.objects.VolumeClaim;
import dev.nestling.core.objects.WorkloadTemplate;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.plan.Waiting;
import dev.nestling.fullcluster.objects.EtcdMember;
import dev.nestling.fullcluster.objects.EtcdMemberClaim;
import dev.nestling.fullcluster.objects.EtcdMemberConfigMap;
import dev.nestling.fullcluster.objects.EtcdMemberSecret;
import dev.nestling.fullcluster.objects.EtcdMemberService;
import dev.nestling.fullcluster.objects.EtcdMemberStatefulSet;
import dev.nestling.fullcluster.objects.FullClusterScope;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Puts the objects of etcd's members into a plan: what each place's shape asks for. */
final class EtcdPlan {
  /** While members change, the next step may be due at once. */
  private static final Duration WHILE_CHANGING = Duration.ofSeconds(2);

  private final FullClusterScope scope;
  private final Observed.Own own;
  private final EtcdDecision decision;
  private final Draft draft;
  private final boolean mayGrow;

  private EtcdPlan(FullClusterScope scope, Observed observed, EtcdDecision decision, Draft draft) {
    this.scope = scope;
    this.own = observed.own();
    this.decision = decision;
    this.draft = draft;
    this.mayGrow =
        FullClusterValidation.check(scope, observed).stream()
            .noneMatch(
                finding -> finding.problem().reason().equals(WorldChecks.VOLUME_CANNOT_GROW));
  }

  static void into(Draft draft, FullClusterScope scope, Observed observed, Inputs inputs) {
    EtcdPlan plan = new EtcdPlan(scope, observed, inputs.decision(), draft);
    scope.members().forEach(plan::address);
    for (EtcdMember member : scope.members()) {
      plan.place(member, inputs);
    }
    plan.step(inputs);
  }

  /**
   * @param decision what to do
   * @param etcd the members' authority at this moment
   * @param template what a new member runs
   * @param accepted whether existing members are to run it too
   * @param mayBegin whether members may be made that have never run
   */
  record Inputs(
      EtcdDecision decision,
      Signer etcd,
      WorkloadTemplate template,
      boolean accepted,
      boolean mayBegin) {}

  private void place(EtcdMember member, Inputs inputs) {
    switch (shape(member)) {
      case Shape.Runs(Start start) -> {
        if (inputs.mayBegin() || exists(member)) {
          runs(member, start, inputs);
        }
      }
      case Shape.Kept kept -> keep(member, inputs);
      case Shape.Goes goes -> draft.deleteAll(remains(member));
    }
  }

  /** Of those that are wanted, before they are made, and of those that are there. */
  private void address(EtcdMember member) {
    if (member.ordinal() < scope.spec().etcd().replicas() || exists(member)) {
      draft.add(EtcdMemberService.build(scope, member));
    }
  }

  private Shape shape(EtcdMember member) {
    return decision.known().shape(member.podName());
  }

  private boolean exists(EtcdMember member) {
    return statefulSet(member).isPresent();
  }

  private void runs(EtcdMember member, Start start, Inputs inputs) {
    Optional<PersistentVolumeClaim> claim = claim(member);
    if (claim.filter(EtcdPlan::isLeaving).isPresent()) {
      keep(member, inputs);
      return;
    }
    draft.add(claim(member, mark(member), claim));
    certificates(member, inputs.etcd());
    draft.add(EtcdMemberConfigMap.build(scope, member, start, claim));
    draft.add(
        EtcdMemberStatefulSet.build(
            scope,
            member,
            EtcdMemberConfigMap.quota(scope, claim(member)),
            template(member, inputs)));
  }

  /** What exists is looked after as it is; nothing is made. */
  private void keep(EtcdMember member, Inputs inputs) {
    claim(member)
        .filter(claim -> !isLeaving(claim))
        .filter(claim -> mark(member).isPresent() || exists(member))
        .ifPresent(claim -> draft.add(claim(member, mark(member), Optional.of(claim))));
    if (!exists(member)) {
      recorded(member);
      return;
    }
    certificates(member, inputs.etcd());
    own.set()
        .find(ConfigMap.class, member.objectName())
        .ifPresent(file -> draft.add(EtcdMemberConfigMap.keep(scope, member, file)));
    draft.add(
        EtcdMemberStatefulSet.build(
            scope,
            member,
            EtcdMemberConfigMap.quota(scope, claim(member)),
            template(member, inputs)));
  }

  /** A member that was just added gets a claim with its mark before anything else. */
  private void recorded(EtcdMember member) {
    if (newMark(member).isPresent() && claim(member).isEmpty()) {
      draft.add(claim(member, newMark(member), Optional.empty()));
    }
  }

  private void certificates(EtcdMember member, Signer etcd) {
    Map<String, KeyPair> pairs =
        LeafSecret.renew(
            own.set().secret(member.objectName()), EtcdMemberSecret.leaves(member, etcd));
    pairs.values().forEach(pair -> etcd.nextRenewal(pair).ifPresent(draft::dueAt));
    draft.add(EtcdMemberSecret.build(scope, member, pairs));
  }

  private WorkloadTemplate template(EtcdMember member, Inputs inputs) {
    return statefulSet(member)
        .flatMap(set -> WorkloadTemplate.pinned(set, set.getSpec().getTemplate()))
        .filter(pinned -> !inputs.accepted() && pinned.covers(inputs.template()))
        .orElse(inputs.template());
  }

  /** An existing volume whose class can't grow keeps its size. */
  private PersistentVolumeClaim claim(
      EtcdMember member, Optional<EtcdId> mark, Optional<PersistentVolumeClaim> existing) {
    VolumeClaim.Request wanted = EtcdMemberClaim.request(scope);
    VolumeClaim.Request possible =
        existing
            .filter(claim -> !mayGrow)
            .flatMap(VolumeClaim::requested)
            .map(size -> new VolumeClaim.Request(size, wanted.storageClassName()))
            .orElse(wanted);
    return EtcdMemberClaim.build(
        new EtcdMemberClaim.Place(scope, member), mark, possible, existing);
  }

  /** A mark stays for as long as the claim does, unless another member is recorded. */
  private Optional<EtcdId> mark(EtcdMember member) {
    return newMark(member).or(() -> claim(member).flatMap(EtcdMemberClaim::mark));
  }

  private Optional<EtcdId> newMark(EtcdMember member) {
    return decision.known().step() instanceof Step.RecordMember(String name, EtcdId id)
            && name.equals(member.podName())
        ? Optional.of(id)
        : Optional.empty();
  }

  private void step(Inputs inputs) {
    if (scope.common().life().power() == Power.Stopped) {
      return;
    }
    switch (decision.known().step()) {
      case Step.DiscardVolume(String name) -> {
        member(name).ifPresent(this::discard);
        draft.waitFor(changing(decision.known().step()));
      }
      case Step.Restart(String name) -> {
        draft.deleteAll(own.pod(name).stream().toList());
        draft.waitFor(changing(decision.known().step()));
      }
      case Step.WaitFor(Waiting waiting) -> waiting(waiting, inputs);
      case Step.Steady steady -> {}
      default -> draft.waitFor(changing(decision.known().step()));
    }
    if (hurries(inputs)) {
      draft.restAtMost(WHILE_CHANGING);
    }
  }

  private void discard(EtcdMember member) {
    draft.deleteAll(own.pod(member.podName()).stream().toList());
    draft.deleteAll(claim(member).stream().toList());
  }

  /** What is waited for is news when it comes; a look that is merely fresh is none. */
  private boolean hurries(Inputs inputs) {
    return switch (decision.known().step()) {
      case Step.Steady steady -> false;
      case Step.WaitFor(Waiting waiting) -> waiting.reason().equals(EtcdDecision.SURVEYING);
      default -> inputs.mayBegin() || scope.members().stream().anyMatch(this::exists);
    };
  }

  private void waiting(Waiting waiting, Inputs inputs) {
    if (inputs.mayBegin() || scope.members().stream().anyMatch(this::exists)) {
      draft.waitFor(waiting);
    }
  }

  private static Waiting changing(Step step) {
    String what =
        switch (step) {
          case Step.BeginFounding begin -> "a cluster of " + begin.size() + " members is founded";
          case Step.RecordCluster record -> "the members have founded the cluster";
          case Step.RecordMember record -> record.name() + " is recorded as a member";
          case Step.AddLearner add -> add.name() + " is added";
          case Step.Promote promote -> promote.name() + " gets its vote";
          case Step.MoveLeader move -> move.from() + " hands the leadership over";
          case Step.Remove remove -> remove.name() + " is removed: " + remove.why();
          case Step.Defragment defragment -> defragment.name() + " is defragmented";
          case Step.Disarm disarm -> "an alarm is ended";
          case Step.DiscardVolume discard -> discard.name() + " begins with a new volume";
          case Step.Restart restart -> restart.name() + " is restarted";
          case Step.Idle idle -> "etcd is at rest";
        };
    return new Waiting("EtcdChanging", what);
  }

  /**
   * What is left of a place that nobody has; its claim is somebody's data and goes by a step. The
   * StatefulSet is the last, because the Secret is looked for only while that is there.
   */
  private List<HasMetadata> remains(EtcdMember member) {
    return Stream.<Optional<? extends HasMetadata>>of(
            own.set().secret(member.objectName()),
            own.set().find(ConfigMap.class, member.objectName()),
            statefulSet(member))
        .<HasMetadata>flatMap(Optional::stream)
        .toList();
  }

  private Optional<EtcdMember> member(String podName) {
    return scope.members().stream().filter(one -> one.podName().equals(podName)).findFirst();
  }

  private Optional<PersistentVolumeClaim> claim(EtcdMember member) {
    return own.set().find(PersistentVolumeClaim.class, member.objectName());
  }

  private Optional<StatefulSet> statefulSet(EtcdMember member) {
    return own.set().find(StatefulSet.class, member.objectName());
  }

  private static boolean isLeaving(HasMetadata object) {
    return object.getMetadata().getDeletionTimestamp() != null;
  }
}
