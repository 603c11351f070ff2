package dev.nestling.nodepool.hosting;

import dev.nestling.core.placement.Amount;
import dev.nestling.core.placement.Claimant;
import dev.nestling.core.placement.Demand;
import dev.nestling.core.placement.Ledger;
import dev.nestling.core.placement.PoolAnswer;
import dev.nestling.core.placement.WorkersDemand;
import dev.nestling.core.plan.Problem;
import dev.nestling.nodepool.claims.Claim;
import dev.nestling.nodepool.claims.Offer;
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
  /** More than anybody runs on one pool, and less than the ledger's object can hold. */
  static final int MOST_CLUSTERS = 1000;

  private static final int MOST_POOLS = 500;

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
  private boolean returning;
  private int pools;
  private int clusters;
  private int workers;
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
          Comparator.comparing(claim -> !running.containsKey(nameOf(claim.claimant())));
      world.claims().stream()
          .filter(claim -> !isGranted(claim))
          .sorted(runningFirst.thenComparing(Claim.BY_AGE))
          .forEach(this::answer);
    } else {
      // Its ledger may have gone before it; who runs here keeps it all the same.
      world.claims().stream()
          .filter(claim -> !isGranted(claim) && running.containsKey(nameOf(claim.claimant())))
          .forEach(this::answer);
    }
    Amount promised = promised();
    Amount allocatable = allocatable();
    return new Grants(
        Ledger.of(entries),
        allocatable,
        promised,
        sufficient ? room.total() : Amount.NOTHING,
        sufficient,
        returning);
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
            .map(least -> withWhoIsThere(entry.claimant(), least, before))
            .orElse(before);
    List<Room.Slot> slots = slots(nameOf(entry.claimant()), demand);
    List<Room.Place> put = room.put(slots);
    sufficient &= put.size() == slots.size();
    places.put(uid, put);
    entries.put(uid, new Ledger.Entry(entry.claimant(), new PoolAnswer.Granted(demand)));
    count(entry.claimant(), demand);
  }

  /** Worker nodes are drained before they go, and have their room until then. */
  private Demand withWhoIsThere(Claimant claimant, Demand least, Demand before) {
    if (!claimant.isPool()) {
      return least;
    }
    int there = running.getOrDefault(nameOf(claimant), List.of()).size();
    int wanted = WorkersDemand.nodes(least);
    int kept = Math.min(WorkersDemand.nodes(before), Math.max(wanted, there));
    returning |= kept > wanted;
    return least
        .component(WorkersDemand.WORKER)
        .map(component -> WorkersDemand.of(kept, component.pod()))
        .orElse(least);
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
    if (claim.claimant().isPool() && !mayGrow(claim)) {
      return;
    }
    List<Room.Place> had = places.getOrDefault(uid, List.of());
    room.takeBack(had);
    room.putAll(slots(nameOf(claim.claimant()), claim.demand()))
        .ifPresentOrElse(
            put -> {
              grant(claim, put);
              if (claim.claimant().isPool()) {
                workers += WorkersDemand.nodes(claim.demand()) - WorkersDemand.nodes(before);
              }
            },
            () -> room.putBack(had));
  }

  /** Who was shut out meanwhile keeps what it has. */
  private boolean mayGrow(Claim claim) {
    return isAllowed(claim.claimant())
        && scope
            .offerTo(claim.claimant())
            .filter(offer -> overMost(claim, offer).isEmpty())
            .isPresent();
  }

  private void grant(Claim claim, List<Room.Place> put) {
    places.put(claim.claimant().uid(), put);
    entries.put(
        claim.claimant().uid(),
        new Ledger.Entry(claim.claimant(), new PoolAnswer.Granted(claim.demand())));
  }

  /** After the loss of a ledger worker nodes that run come first, and more of them afterwards. */
  private Claim asFarAsThere(Claim claim) {
    int there = running.getOrDefault(nameOf(claim.claimant()), List.of()).size();
    if (there == 0 || there >= WorkersDemand.nodes(claim.demand())) {
      return claim;
    }
    return claim
        .demand()
        .component(WorkersDemand.WORKER)
        .map(
            component ->
                new Claim(
                    claim.claimant(),
                    claim.pool(),
                    WorkersDemand.of(there, component.pod()),
                    claim.since(),
                    claim.leaving()))
        .orElse(claim);
  }

  /** Whoever is not let in hears nothing, as of a pool that is not there. */
  private void answer(Claim asked) {
    Claim claim = asked.claimant().isPool() ? asFarAsThere(asked) : asked;
    if (!isAllowed(claim.claimant())) {
      return;
    }
    Optional<Problem> full = full(claim);
    if (full.isEmpty()) {
      Optional<List<Room.Place>> put = room.putAll(slots(nameOf(claim.claimant()), claim.demand()));
      if (put.isPresent()) {
        grant(claim, put.get());
        count(claim.claimant(), claim.demand());
        return;
      }
    }
    if (waiting < MOST_WAITING) {
      waiting++;
      entries.put(
          claim.claimant().uid(),
          new Ledger.Entry(
              claim.claimant(), new PoolAnswer.Refused(full.orElseGet(() -> noRoom(claim)))));
    }
  }

  private void count(Claimant claimant, Demand demand) {
    if (claimant.isPool()) {
      workers += WorkersDemand.nodes(demand);
      pools++;
    } else {
      clusters++;
    }
  }

  /** Why nobody of its kind gets anything, however little it is. */
  private Optional<Problem> full(Claim claim) {
    boolean pool = claim.claimant().isPool();
    Optional<Offer> offer = scope.offerTo(claim.claimant());
    if (offer.isEmpty()) {
      return Optional.of(
          pool
              ? new Problem(
                  "NoSharing",
                  "NodePool %s takes no worker nodes; its spec.sharing is not set"
                      .formatted(scope.reference()))
              : new Problem(
                  "NoHosting",
                  "NodePool %s takes no clusters; its spec.hosting is not set"
                      .formatted(scope.reference())));
    }
    if (!sufficient) {
      return Optional.of(
          new Problem(
              PoolAnswer.NO_ROOM,
              "NodePool %s has less room than was promised already; this %s waits"
                  .formatted(scope.reference(), noun(claim))));
    }
    if (pool && pools >= MOST_POOLS) {
      return Optional.of(
          new Problem(
              PoolAnswer.NO_ROOM,
              "NodePool %s serves %d pools of worker nodes, and no more; this one waits"
                  .formatted(scope.reference(), MOST_POOLS)));
    }
    if (pool) {
      return overMost(claim, offer.get());
    }
    int most = offer.get().most().orElse(MOST_CLUSTERS);
    return clusters < most
        ? Optional.empty()
        : Optional.of(
            new Problem(
                PoolAnswer.NO_ROOM,
                "NodePool %s takes %d clusters at most, and has as many; this one waits"
                    .formatted(scope.reference(), most)));
  }

  private Optional<Problem> overMost(Claim claim, Offer offer) {
    int before =
        Optional.ofNullable(entries.get(claim.claimant().uid()))
            .map(Ledger.Entry::answer)
            .filter(PoolAnswer.Granted.class::isInstance)
            .map(answer -> WorkersDemand.nodes(((PoolAnswer.Granted) answer).demand()))
            .orElse(0);
    int wanted = WorkersDemand.nodes(claim.demand());
    return offer
        .most()
        .filter(most -> workers - before + wanted > most)
        .map(
            most ->
                new Problem(
                    PoolAnswer.NO_ROOM,
                    "NodePool %s takes %d worker nodes at most, and has %d; this pool waits for %d"
                        .formatted(scope.reference(), most, workers - before, wanted)));
  }

  private static String noun(Claim claim) {
    return claim.claimant().isPool() ? "pool" : "cluster";
  }

  private boolean isAllowed(Claimant claimant) {
    String namespace = claimant.namespace();
    Optional<Offer> offer = scope.offerTo(claimant);
    return namespace.equals(scope.reference().namespace())
        || offer.filter(it -> it.namespaces().contains(namespace)).isPresent()
        || offer.filter(it -> world.labelled().meets(it, namespace)).isPresent();
  }

  private Problem noRoom(Claim claim) {
    Amount total = claim.demand().total();
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
        PoolAnswer.NO_ROOM,
        "NodePool %s has no room for %s: %s; this %s waits"
            .formatted(
                scope.reference(),
                total.spoken(),
                scarce.isEmpty()
                    ? "no node has enough for one of the pods"
                    : "there is not enough " + String.join(" and ", scarce),
                noun(claim)));
  }
}
