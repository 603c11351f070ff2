package dev.nestling.nodepool.hosting;

import dev.nestling.core.placement.Amount;
import dev.nestling.core.placement.Claimant;
import dev.nestling.core.placement.Demand;
import dev.nestling.core.placement.Ledger;
import dev.nestling.core.placement.PoolAnswer;
import dev.nestling.core.plan.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides who may run on a pool: pure, and the same for the same world. What was granted stays
 * granted while its cluster wants it; then clusters that were granted something get more; then come
 * new ones: those that run here already first, so that a lost ledger puts nobody out, and of the
 * others the oldest that fits. While anybody who was granted room has none, nobody gets more.
 */
final class Granting {
  /** The reason of those who get a place as soon as there is one. */
  static final String NO_ROOM = "NoRoom";

  /** More than anybody runs on one pool, and less than the ledger's object can hold. */
  static final int MOST_CLUSTERS = 1000;

  /** The others ask again and again, and get in line when it has become shorter. */
  private static final int MOST_WAITING = 500;

  private final PoolScope scope;
  private final PoolWorld world;
  private final Map<String, Claim> claims = new HashMap<>();
  private final Map<PoolPod.ClusterName, List<PoolPod>> running = new HashMap<>();
  private final Map<String, Ledger.Entry> entries = new TreeMap<>();
  private final Map<String, List<Room.Place>> places = new HashMap<>();
  private final Room room;
  private boolean sufficient = true;
  private int granted;
  private int waiting;

  private Granting(PoolScope scope, PoolWorld world) {
    this.scope = scope;
    this.world = world;
    this.room = new Room(world.nodes(), world.pods());
    world.claims().forEach(claim -> claims.put(claim.claimant().uid(), claim));
    for (PoolPod pod : world.pods()) {
      pod.owner()
          .ifPresent(owner -> running.computeIfAbsent(owner, any -> new ArrayList<>()).add(pod));
    }
  }

  static Grants decide(PoolScope scope, PoolWorld world) {
    return new Granting(scope, world).decide();
  }

  private Grants decide() {
    List<Ledger.Entry> kept =
        world.ledger().entries().values().stream()
            .filter(entry -> entry.answer() instanceof PoolAnswer.Granted)
            .filter(entry -> isWanted(entry.claimant()))
            .sorted(Comparator.comparing(entry -> since(entry.claimant())))
            .toList();
    kept.forEach(this::keep);
    if (!world.closing()) {
      world.claims().stream().filter(this::isGranted).forEach(this::grow);
      Comparator<Claim> runningFirst =
          Comparator.comparing(claim -> !running.containsKey(claim.clusterName()));
      world.claims().stream()
          .filter(claim -> !isGranted(claim))
          .sorted(runningFirst.thenComparing(Claim.BY_AGE))
          .forEach(this::answer);
    }
    Amount promised = promised();
    Amount allocatable = allocatable();
    return new Grants(
        Ledger.of(entries),
        allocatable,
        promised,
        sufficient ? room.total() : Amount.NOTHING,
        sufficient);
  }

  private Amount promised() {
    return entries.values().stream()
        .map(Ledger.Entry::answer)
        .filter(PoolAnswer.Granted.class::isInstance)
        .map(answer -> ((PoolAnswer.Granted) answer).demand().total())
        .reduce(Amount.NOTHING, Amount::plus);
  }

  /** What usable nodes offer, without what others than granted clusters have there. */
  private Amount allocatable() {
    Set<PoolPod.ClusterName> ours = new HashSet<>();
    for (Ledger.Entry entry : entries.values()) {
      if (entry.answer() instanceof PoolAnswer.Granted) {
        ours.add(nameOf(entry.claimant()));
      }
    }
    List<PoolPod> others =
        world.pods().stream().filter(pod -> pod.owner().filter(ours::contains).isEmpty()).toList();
    return new Room(world.nodes(), others).total();
  }

  private boolean isGranted(Claim claim) {
    return Optional.ofNullable(entries.get(claim.claimant().uid()))
        .filter(entry -> entry.answer() instanceof PoolAnswer.Granted)
        .isPresent();
  }

  private static PoolPod.ClusterName nameOf(Claimant claimant) {
    return new PoolPod.ClusterName(claimant.kind(), claimant.namespace(), claimant.name());
  }

  private String since(Claimant claimant) {
    return Optional.ofNullable(claims.get(claimant.uid())).map(Claim::since).orElse("");
  }

  /** One that goes to another pool keeps its room until it has one there and no pod here. */
  private boolean isWanted(Claimant claimant) {
    PoolWorld.Leaving leaving = world.leaving().get(claimant.uid());
    return claims.containsKey(claimant.uid())
        || (leaving != null
            && (!leaving.placedElsewhere() || running.containsKey(nameOf(claimant))));
  }

  /** What a cluster does not ask for any more is given back. */
  private void keep(Ledger.Entry entry) {
    Demand before = ((PoolAnswer.Granted) entry.answer()).demand();
    String uid = entry.claimant().uid();
    Demand demand =
        Optional.ofNullable(claims.get(uid))
            .map(claim -> before.leastWith(claim.demand()))
            .orElse(before);
    List<Room.Slot> slots = slots(nameOf(entry.claimant()), demand);
    List<Room.Place> put = room.put(slots);
    sufficient &= put.size() == slots.size();
    places.put(uid, put);
    entries.put(uid, new Ledger.Entry(entry.claimant(), new PoolAnswer.Granted(demand)));
    granted++;
  }

  /** Each pod that is there on a usable node takes a slot; the others need a node yet. */
  private List<Room.Slot> slots(PoolPod.ClusterName name, Demand demand) {
    List<Room.Slot> slots = new ArrayList<>();
    demand
        .components()
        .forEach(
            (component, of) -> {
              List<PoolPod> there =
                  running.getOrDefault(name, List.of()).stream()
                      .filter(pod -> pod.component().equals(component) && room.has(pod.node()))
                      .limit(of.most())
                      .toList();
              String group = name + "/" + component;
              there.forEach(
                  pod -> slots.add(new Room.Slot(group, of.apart(), of.pod(), Optional.of(pod))));
              for (int count = there.size(); count < of.most(); count++) {
                slots.add(new Room.Slot(group, of.apart(), of.pod(), Optional.empty()));
              }
            });
    return slots;
  }

  /** A cluster that was granted less than it asks for by now gets it when there is all of it. */
  private void grow(Claim claim) {
    String uid = claim.claimant().uid();
    Demand before =
        ((PoolAnswer.Granted) Optional.ofNullable(entries.get(uid)).orElseThrow().answer())
            .demand();
    if (before.covers(claim.demand()) || !sufficient) {
      return;
    }
    List<Room.Place> had = places.getOrDefault(uid, List.of());
    room.takeBack(had);
    room.putAll(slots(claim.clusterName(), claim.demand()))
        .ifPresentOrElse(put -> grant(claim, put), () -> room.putBack(had));
  }

  private void grant(Claim claim, List<Room.Place> put) {
    places.put(claim.claimant().uid(), put);
    entries.put(
        claim.claimant().uid(),
        new Ledger.Entry(claim.claimant(), new PoolAnswer.Granted(claim.demand())));
  }

  /** Whoever is not let in hears nothing, as of a pool that is not there. */
  private void answer(Claim claim) {
    if (!isAllowed(claim.claimant().namespace())) {
      return;
    }
    Optional<Problem> full = full();
    if (full.isEmpty()) {
      Optional<List<Room.Place>> put = room.putAll(slots(claim.clusterName(), claim.demand()));
      if (put.isPresent()) {
        grant(claim, put.get());
        granted++;
        return;
      }
    }
    if (waiting < MOST_WAITING) {
      waiting++;
      entries.put(
          claim.claimant().uid(),
          new Ledger.Entry(
              claim.claimant(),
              new PoolAnswer.Refused(full.orElseGet(() -> noRoom(claim.demand())))));
    }
  }

  /** Why nobody gets anything, however little it is. */
  private Optional<Problem> full() {
    if (scope.hosting().isEmpty()) {
      return Optional.of(
          new Problem(
              "NoHosting",
              "NodePool %s takes no clusters; its spec.hosting is not set"
                  .formatted(scope.reference())));
    }
    if (!sufficient) {
      return Optional.of(
          new Problem(
              NO_ROOM,
              "NodePool %s has less room than was promised already; this cluster waits"
                  .formatted(scope.reference())));
    }
    int most = scope.hosting().flatMap(PoolScope.Offer::maxClusters).orElse(MOST_CLUSTERS);
    return granted < most
        ? Optional.empty()
        : Optional.of(
            new Problem(
                NO_ROOM,
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
    Amount left = room.total();
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
        NO_ROOM,
        "NodePool %s has no room for %s: %s; this cluster waits"
            .formatted(
                scope.reference(),
                total.spoken(),
                scarce.isEmpty()
                    ? "no node has enough for one of the pods"
                    : "there is not enough " + String.join(" and ", scarce)));
  }
}
