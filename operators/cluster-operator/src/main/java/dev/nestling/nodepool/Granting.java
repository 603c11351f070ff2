package dev.nestling.nodepool;

import dev.nestling.core.placement.Amount;
import dev.nestling.core.placement.Demand;
import dev.nestling.core.placement.Ledger;
import dev.nestling.core.placement.PoolAnswer;
import dev.nestling.core.plan.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides who may run on a pool: pure, and the same for the same world. What was granted stays
 * granted while its cluster wants it; clusters that run here already come before new ones, so that
 * a lost ledger puts nobody out; of the others the oldest that fits is first.
 */
final class Granting {
  private final PoolScope scope;
  private final PoolWorld world;
  private final Map<String, Ledger.Entry> entries = new TreeMap<>();
  private final Map<PoolPod.ClusterName, Map<String, Integer>> running = new HashMap<>();
  private Packing packing;
  private boolean sufficient = true;
  private int granted;

  private Granting(PoolScope scope, PoolWorld world) {
    this.scope = scope;
    this.world = world;
    Map<String, Amount> room = new LinkedHashMap<>();
    world.nodes().stream()
        .filter(PoolNode::usable)
        .forEach(node -> room.put(node.name(), node.capacity()));
    for (PoolPod pod : world.pods()) {
      room.computeIfPresent(pod.node(), (node, left) -> left.minus(pod.requests()));
    }
    this.packing = new Packing(room);
    for (PoolPod pod : world.pods()) {
      // One on a node that goes away needs another node, like one that is not there yet.
      if (room.containsKey(pod.node())) {
        pod.owner()
            .ifPresent(
                owner -> {
                  running
                      .computeIfAbsent(owner, any -> new HashMap<>())
                      .merge(pod.component(), 1, Integer::sum);
                  packing.count(group(owner, pod.component()), pod.node());
                });
      }
    }
  }

  static Grants decide(PoolScope scope, PoolWorld world) {
    return new Granting(scope, world).decide();
  }

  private Grants decide() {
    keepWhatWasGranted();
    Comparator<Claim> runningFirst =
        Comparator.comparing(claim -> !running.containsKey(claim.clusterName()));
    world.claims().stream()
        .filter(claim -> !entries.containsKey(claim.claimant().uid()))
        .sorted(runningFirst.thenComparing(Claim.BY_AGE))
        .forEach(this::answer);
    world.claims().forEach(this::grow);
    Amount promised =
        entries.values().stream()
            .map(Ledger.Entry::answer)
            .filter(PoolAnswer.Granted.class::isInstance)
            .map(answer -> ((PoolAnswer.Granted) answer).demand().total())
            .reduce(Amount.NOTHING, Amount::plus);
    Amount allocatable = allocatable();
    return new Grants(
        Ledger.of(entries),
        allocatable,
        promised,
        promised.fitsInto(allocatable) ? packing.left() : Amount.NOTHING,
        sufficient && promised.fitsInto(allocatable));
  }

  /** What usable nodes offer, without what others than granted clusters have there. */
  private Amount allocatable() {
    Map<String, Amount> nodes = new HashMap<>();
    world.nodes().stream()
        .filter(PoolNode::usable)
        .forEach(node -> nodes.put(node.name(), node.capacity()));
    for (PoolPod pod : world.pods()) {
      if (pod.owner().filter(this::isGranted).isEmpty()) {
        nodes.computeIfPresent(pod.node(), (node, left) -> left.minus(pod.requests()));
      }
    }
    return nodes.values().stream().map(Amount::orNothing).reduce(Amount.NOTHING, Amount::plus);
  }

  private boolean isGranted(PoolPod.ClusterName name) {
    return entries.values().stream()
        .filter(entry -> entry.answer() instanceof PoolAnswer.Granted)
        .map(Granting::nameOf)
        .anyMatch(name::equals);
  }

  private static PoolPod.ClusterName nameOf(Ledger.Entry entry) {
    return new PoolPod.ClusterName(
        entry.claimant().kind(), entry.claimant().namespace(), entry.claimant().name());
  }

  private void keepWhatWasGranted() {
    world
        .ledger()
        .entries()
        .forEach(
            (uid, entry) -> {
              if (entry.answer() instanceof PoolAnswer.Granted grant && isWanted(uid, entry)) {
                Demand demand = shrunk(uid, grant.demand());
                reserve(nameOf(entry), demand);
                entries.put(
                    uid, new Ledger.Entry(entry.claimant(), new PoolAnswer.Granted(demand)));
                granted++;
              }
            });
  }

  /** One that goes to another pool keeps its room for as long as its pods are here. */
  private boolean isWanted(String uid, Ledger.Entry entry) {
    return claim(uid).isPresent()
        || (world.leaving().contains(uid) && running.containsKey(nameOf(entry)));
  }

  private Optional<Claim> claim(String uid) {
    return world.claims().stream().filter(claim -> claim.claimant().uid().equals(uid)).findFirst();
  }

  /** What a cluster does not ask for any more is given back. */
  private Demand shrunk(String uid, Demand before) {
    return claim(uid).map(Claim::demand).filter(before::covers).orElse(before);
  }

  private void reserve(PoolPod.ClusterName name, Demand demand) {
    packing
        .with(missing(name, demand))
        .ifPresentOrElse(packed -> packing = packed, () -> sufficient = false);
  }

  /** The pods of a demand that are on no usable node of the pool yet. */
  private List<Packing.Wanted> missing(PoolPod.ClusterName name, Demand demand) {
    Map<String, Integer> there = running.getOrDefault(name, Map.of());
    List<Packing.Wanted> wanted = new ArrayList<>();
    demand
        .components()
        .forEach(
            (component, of) ->
                wanted.add(
                    new Packing.Wanted(
                        group(name, component),
                        Math.max(of.most() - there.getOrDefault(component, 0), 0),
                        of)));
    return wanted;
  }

  private static String group(PoolPod.ClusterName name, String component) {
    return name + "/" + component;
  }

  private void answer(Claim claim) {
    Optional<Problem> refusal = refusal(claim);
    if (refusal.isEmpty()) {
      Optional<Packing> packed = packing.with(missing(claim.clusterName(), claim.demand()));
      if (packed.isPresent()) {
        packing = packed.get();
        granted++;
      } else {
        refusal = Optional.of(noRoom(claim.demand()));
      }
    }
    PoolAnswer answer =
        refusal
            .<PoolAnswer>map(PoolAnswer.Refused::new)
            .orElseGet(() -> new PoolAnswer.Granted(claim.demand()));
    entries.put(claim.claimant().uid(), new Ledger.Entry(claim.claimant(), answer));
  }

  private Optional<Problem> refusal(Claim claim) {
    String namespace = claim.claimant().namespace();
    if (!isAllowed(namespace)) {
      return Optional.of(
          new Problem(
              "NamespaceNotAllowed",
              "NodePool %s does not let namespace '%s' in; ask who runs it"
                  .formatted(scope.reference(), namespace)));
    }
    if (scope.hosting().isEmpty()) {
      return Optional.of(
          new Problem(
              "NoHosting",
              "NodePool %s takes no clusters; its spec.hosting is not set"
                  .formatted(scope.reference())));
    }
    return scope
        .hosting()
        .flatMap(PoolScope.Offer::maxClusters)
        .filter(most -> granted >= most)
        .map(
            most ->
                new Problem(
                    "NoRoom",
                    "NodePool %s takes %d clusters at most, and has as many; this one waits"
                        .formatted(scope.reference(), most)));
  }

  private boolean isAllowed(String namespace) {
    return namespace.equals(scope.reference().namespace())
        || scope.hosting().filter(offer -> offer.namespaces().contains(namespace)).isPresent()
        || (scope.hosting().isPresent() && world.labelled().contains(namespace));
  }

  private Problem noRoom(Demand demand) {
    Amount total = demand.total();
    Amount left = packing.left();
    List<String> scarce = new ArrayList<>();
    if (total.milliCpu() > left.milliCpu()) {
      scarce.add("CPU");
    }
    if (total.memory() > left.memory()) {
      scarce.add("memory");
    }
    if (total.pods() > left.pods()) {
      scarce.add("pods");
    }
    return new Problem(
        "NoRoom",
        "NodePool %s has no room for %s: %s; this cluster waits"
            .formatted(
                scope.reference(),
                total.spoken(),
                scarce.isEmpty()
                    ? "no node has enough for one of the pods"
                    : "there is not enough " + String.join(" and ", scarce)));
  }

  /** A cluster that was granted less than it asks for by now gets more when there is more. */
  private void grow(Claim claim) {
    Ledger.Entry entry = entries.get(claim.claimant().uid());
    if (entry == null
        || !(entry.answer() instanceof PoolAnswer.Granted grant)
        || grant.demand().covers(claim.demand())) {
      return;
    }
    Demand larger = union(grant.demand(), claim.demand());
    packing
        .with(growth(claim.clusterName(), grant.demand(), larger))
        .ifPresent(
            packed -> {
              packing = packed;
              entries.put(
                  claim.claimant().uid(),
                  new Ledger.Entry(entry.claimant(), new PoolAnswer.Granted(larger)));
            });
  }

  /** Pods that get larger are taken for small ones that join them. */
  private static List<Packing.Wanted> growth(
      PoolPod.ClusterName name, Demand before, Demand after) {
    List<Packing.Wanted> wanted = new ArrayList<>();
    after
        .components()
        .forEach(
            (component, larger) -> {
              String group = group(name, component);
              int had = before.component(component).map(Demand.Component::most).orElse(0);
              wanted.add(new Packing.Wanted(group, larger.most() - had, larger));
              before
                  .component(component)
                  .filter(smaller -> !larger.pod().fitsInto(smaller.pod()))
                  .ifPresent(
                      smaller -> {
                        Amount more = larger.pod().minus(smaller.pod());
                        wanted.add(
                            new Packing.Wanted(
                                group + "/growth", had, new Demand.Component(had, 0, false, more)));
                      });
            });
    return wanted;
  }

  private static Demand union(Demand one, Demand other) {
    Map<String, Demand.Component> components = new TreeMap<>(one.components());
    other
        .components()
        .forEach(
            (name, wanted) ->
                components.merge(
                    name,
                    wanted,
                    (had, more) ->
                        new Demand.Component(
                            Math.max(had.replicas(), more.replicas()),
                            Math.max(had.surge(), more.surge()),
                            more.apart(),
                            had.pod().most(more.pod()))));
    return new Demand(new TreeMap<>(components));
  }
}
