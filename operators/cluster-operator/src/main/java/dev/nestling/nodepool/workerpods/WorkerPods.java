package dev.nestling.nodepool.workerpods;

import dev.nestling.core.apply.Applied;
import dev.nestling.core.apply.Applier;
import dev.nestling.core.apply.ContextObjectStore;
import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.placement.Demand;
import dev.nestling.core.placement.Ledgers;
import dev.nestling.core.placement.PoolMark;
import dev.nestling.core.plan.Owner;
import dev.nestling.core.plan.Plan;
import dev.nestling.core.plan.Problem;
import dev.nestling.nodepool.agent.AgentConfig;
import dev.nestling.nodepool.agent.NodeImages;
import dev.nestling.nodepool.purpose.Share;
import dev.nestling.nodepool.purpose.Standing;
import dev.nestling.nodepool.purpose.WorkerNames;
import dev.nestling.nodepool.supply.Inside;
import dev.nestling.nodepool.supply.Supply;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Keeps worker nodes as pods on the hardware of another pool. */
public final class WorkerPods {
  private static final Applier APPLIER = new Applier(List.of());

  private final Ledgers ledgers;
  private final NodeImages images;

  /**
   * @param ledgers where pools with hardware answer
   * @param images of the nodes, and of what runs on them
   */
  public WorkerPods(Ledgers ledgers, NodeImages images) {
    this.ledgers = ledgers;
    this.images = images;
  }

  /**
   * What was done, and what is to be done inside the cluster.
   *
   * @param replicas how many nodes there are to be by now
   * @param departing nodes to be drained
   * @param removed nodes to be deleted
   * @param problem why nodes don't come
   */
  record Kept(
      int replicas, Set<String> departing, Set<String> removed, Optional<Problem> problem) {}

  /** Of one pool, for one reconcile. */
  public Supply supply(Share asked, Owner owner, Context<?> context) {
    return new PodSupply(this, asked, owner, context);
  }

  Standing standing(Share share, Owner owner, Context<?> context) {
    return Standing.of(
        share,
        ledgers
            .find(share.hardware())
            .flatMap(ledger -> ledger.answer(owner.uid()))
            .filter(any -> namespace(share, context).isHardware()),
        granted -> shortage(share, granted.demand()));
  }

  private static Optional<Problem> shortage(Share share, Demand granted) {
    return granted.covers(share.demand())
        ? Optional.empty()
        : Optional.of(
            new Problem(
                "GrantTooSmall",
                ("NodePool %s has granted %s; the spec asks for %s by now, and there are the"
                        + " nodes that were granted until there is room for that")
                    .formatted(
                        share.hardware(),
                        granted.total().spoken(),
                        share.demand().total().spoken())));
  }

  /** What every node is made from. */
  Map<String, String> files(Share share, Owner owner, NestedFacts facts, Context<?> context) {
    return Map.of(AgentConfig.FILE, template(share, owner, facts, context).agentConfig());
  }

  private WorkerTemplate template(Share share, Owner owner, NestedFacts facts, Context<?> context) {
    return new WorkerTemplate(
        share,
        owner,
        facts,
        images,
        namespace(share, context).terms().orElse(HardwarePoolStore.Terms.STRICT));
  }

  private static HardwarePoolStore namespace(Share share, Context<?> context) {
    return new HardwarePoolStore(
        context.getClient(), share.hardware(), new WorkerNames(share.pool()));
  }

  /** Whether anything runs for the pool. */
  boolean exist(Share share, Owner owner, Context<?> context) {
    return namespace(share, context).statefulSet().filter(owner::controls).isPresent();
  }

  /**
   * Makes nodes, and replaces and removes them as far as they are drained.
   *
   * @param share as far as it was granted
   */
  Kept keep(
      Share share, Owner owner, NestedFacts facts, Inside inside, Instant now, Context<?> context) {
    HardwarePoolStore namespace = namespace(share, context);
    Optional<StatefulSet> found = namespace.statefulSet();
    List<WorkerPod> pods = namespace.pods();
    Fleet.Decision decision = Fleet.decide(share, share.replicas(), seen(found, pods, inside), now);
    Applied applied =
        namespace.terms().isEmpty() && found.isPresent()
            ? unchanged(namespace, found.get(), decision.replicas())
            : apply(template(share, owner, facts, context), decision.replicas(), context);
    decision.replaced().forEach(namespace::delete);
    return new Kept(
        decision.replicas(),
        decision.departing(),
        decision.removed(),
        refused(applied)
            .or(() -> privileged(namespace, share, pods))
            .or(() -> troubled(pods))
            .or(() -> held(decision)));
  }

  /** A pool that takes nobody new changes nothing of what runs there but its number. */
  private static Applied unchanged(HardwarePoolStore namespace, StatefulSet found, int replicas) {
    if (!Integer.valueOf(replicas).equals(found.getSpec().getReplicas())) {
      namespace.scale(found, replicas);
    }
    return new Applied(List.of(), List.of(), List.of(), 0);
  }

  private static Applied apply(WorkerTemplate template, int replicas, Context<?> context) {
    PoolMark mark = new PoolMark(template.share().hardware().mark());
    return APPLIER.apply(
        new Plan(
            List.of(
                WorkerStatefulSet.build(template, replicas, mark),
                WorkerDisruptionBudget.build(template)),
            false,
            Optional.empty(),
            Optional.empty()),
        template.owner(),
        new ContextObjectStore(context, template.share().hardware().namespace()));
  }

  private static Fleet.Seen seen(Optional<StatefulSet> found, List<WorkerPod> pods, Inside inside) {
    return new Fleet.Seen(
        found.map(set -> set.getSpec().getReplicas()).orElse(0),
        found
            .filter(
                set ->
                    set.getStatus() != null
                        && set.getMetadata()
                            .getGeneration()
                            .equals(set.getStatus().getObservedGeneration()))
            .map(set -> set.getStatus().getUpdateRevision()),
        pods,
        inside.nodes(),
        inside.drained());
  }

  private static Optional<Problem> refused(Applied applied) {
    return applied.conflicts().stream()
        .map(
            conflict ->
                new Problem(
                    "NameConflict",
                    "%s %s exists already beside the hardware and is not this pool's"
                        .formatted(conflict.object().kind(), conflict.object().name())))
        .findFirst()
        .or(
            () ->
                applied.failures().stream()
                    .map(failure -> new Problem(failure.reason(), failure.message()))
                    .findFirst());
  }

  /** The API server tells that to whoever makes the pods, and to nobody else. */
  private static Optional<Problem> privileged(
      HardwarePoolStore namespace, Share share, List<WorkerPod> pods) {
    return pods.size() >= share.replicas()
        ? Optional.empty()
        : namespace
            .refusesPrivileged()
            .map(
                level ->
                    new Problem(
                        "PodSecurity",
                        ("namespace %s, where the nodes would run, is for pods of Pod Security level"
                                + " %s; worker nodes are privileged pods: its owner has to label it"
                                + " pod-security.kubernetes.io/enforce=privileged")
                            .formatted(share.hardware().namespace(), level)));
  }

  private static Optional<Problem> troubled(List<WorkerPod> pods) {
    return pods.stream()
        .filter(pod -> pod.trouble().isPresent())
        .map(
            pod ->
                new Problem(
                    "PodFailing", "pod %s: %s".formatted(pod.name(), pod.trouble().orElseThrow())))
        .findFirst();
  }

  private static Optional<Problem> held(Fleet.Decision decision) {
    return decision.waiting().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                "RepairHeld",
                "these nodes are not ready for long, and are not replaced while others are"
                    + " (spec.workers.repair.maxUnavailable), or while most nodes are not ready: "
                    + String.join(", ", decision.waiting())));
  }

  /** What is left of the pool's nodes on their way out: names of pods. */
  List<String> remaining(Share share, Context<?> context) {
    return namespace(share, context).pods().stream().map(WorkerPod::name).toList();
  }

  /** Ends all pods. */
  void end(Share share, Owner owner, Context<?> context) {
    namespace(share, context).delete(List.of(StatefulSet.class), owner::controls);
  }

  /** Takes away what the pods were made from. */
  void remove(Share share, Owner owner, Context<?> context) {
    namespace(share, context)
        .delete(
            List.of(StatefulSet.class, PodDisruptionBudget.class, Secret.class), owner::controls);
  }

  /** What so many Nodes are called. */
  Set<String> expected(Share share, int count) {
    WorkerNames names = new WorkerNames(share.pool());
    return IntStream.range(0, count).mapToObj(names::node).collect(Collectors.toUnmodifiableSet());
  }

  /** What the Nodes of the pool are called, as far as they are there. */
  Set<String> nodes(Share share, Inside inside) {
    String prefix = share.pool().name() + "-";
    return inside.nodes().map(Map::keySet).orElse(Set.of()).stream()
        .filter(name -> name.matches(Pattern.quote(prefix) + "[0-9]{1,4}"))
        .collect(Collectors.toUnmodifiableSet());
  }
}
