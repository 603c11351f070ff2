package dev.nestling.nodepool.machines.sharing;

import dev.nestling.core.placement.Amount;
import dev.nestling.core.placement.Claimant;
import dev.nestling.core.placement.Demand;
import dev.nestling.core.placement.Ledger;
import dev.nestling.core.placement.PoolAnswer;
import dev.nestling.core.placement.PoolReference;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Decides which machine goes to which pool: pure, and the same for the same world. Whoever has a
 * machine keeps it while it is wanted, and until it is clean afterwards, whatever the ledger says.
 * Then pools that have some get more, and then come new ones, the oldest first; whoever can't have
 * all gets what there is.
 */
final class Allotment {
  /**
   * Who has no machine asks again and again; the ledger's object can hold so many beside others.
   */
  private static final int MOST_OTHERS = 500;

  private final World world;
  private final Map<String, Claim> claims = new HashMap<>();
  private final Map<String, Claimant> claimants = new TreeMap<>();
  private final Map<String, List<String>> held = new HashMap<>();
  private final Map<String, Ledger.Entry> entries = new TreeMap<>();
  private final Map<String, String> holders = new HashMap<>();
  private final Set<String> answered = new HashSet<>();
  private boolean returning;
  private int others;

  /**
   * Everything that one decision is made from.
   *
   * @param pool that has the machines
   * @param machines their names, in the order in which they are given away
   * @param offer to whom they are given
   * @param labelled namespaces that the offer's selector meets
   * @param ledger what was granted so far
   * @param claims of pools that name this one
   * @param unseen UIDs in the ledger of pools that exist, although no claim of theirs was seen
   * @param enrolled by UID: machines on which something was done for that pool
   * @param closing whether the pool is on its way out: nobody gets anything new
   */
  record World(
      PoolReference pool,
      List<String> machines,
      Offer offer,
      Set<String> labelled,
      Ledger ledger,
      List<Claim> claims,
      Set<String> unseen,
      Map<String, Set<String>> enrolled,
      boolean closing) {}

  /**
   * What came of it.
   *
   * @param returning whether machines come back of which nobody tells
   */
  record Decision(Ledger ledger, boolean returning) {}

  private Allotment(World world) {
    this.world = world;
    world.ledger().entries().forEach((uid, entry) -> claimants.put(uid, entry.claimant()));
    world
        .claims()
        .forEach(
            claim -> {
              claims.put(claim.claimant().uid(), claim);
              claimants.put(claim.claimant().uid(), claim.claimant());
            });
  }

  static Decision decide(World world) {
    return new Allotment(world).decide();
  }

  private Decision decide() {
    List<String> uids = claimants.keySet().stream().sorted(this::older).toList();
    uids.forEach(this::keepWhatIsRightlyInUse);
    uids.forEach(this::keep);
    if (!world.closing()) {
      uids.stream()
          .sorted(Comparator.comparing(uid -> !held.containsKey(uid)))
          .flatMap(uid -> Optional.ofNullable(claims.get(uid)).stream())
          .filter(claim -> world.offer().letsIn(claim, world.pool(), world.labelled()))
          .forEach(this::give);
    }
    uids.forEach(this::answer);
    return new Decision(Ledger.of(entries), returning);
  }

  private int older(String one, String another) {
    return Comparator.comparing((String uid) -> since(uid))
        .thenComparing(uid -> String.valueOf(claimants.get(uid)))
        .compare(one, another);
  }

  private String since(String uid) {
    return Optional.ofNullable(claims.get(uid)).map(Claim::since).orElse("");
  }

  private List<String> granted(String uid) {
    return world
        .ledger()
        .answer(uid)
        .filter(PoolAnswer.Granted.class::isInstance)
        .map(answer -> ((PoolAnswer.Granted) answer).machines())
        .orElse(List.of());
  }

  private Set<String> enrolled(String uid) {
    return world.enrolled().getOrDefault(uid, Set.of());
  }

  /** First, for all: two may have begun on one machine when an old ledger was read. */
  private void keepWhatIsRightlyInUse(String uid) {
    granted(uid).stream()
        .filter(enrolled(uid)::contains)
        .filter(name -> !holders.containsKey(name))
        .forEach(name -> holders.put(name, uid));
  }

  /** What it was granted as far as it is wanted, and what it has done something on. */
  private void keep(String uid) {
    List<String> had = new ArrayList<>(granted(uid));
    enrolled(uid).stream().sorted().filter(name -> !had.contains(name)).forEach(had::add);
    int wanted = wanted(uid);
    int kept = 0;
    List<String> keeps = new ArrayList<>();
    for (String name : had) {
      boolean needed = kept < wanted && world.machines().contains(name);
      if ((needed || enrolled(uid).contains(name))
          && holders.computeIfAbsent(name, free -> uid).equals(uid)) {
        keeps.add(name);
        kept += needed ? 1 : 0;
        returning |= !needed;
      }
    }
    if (!keeps.isEmpty()) {
      held.put(uid, keeps);
    }
  }

  /**
   * Of a pool that exists, and was not seen, nothing is known: it keeps all. A cluster can't have a
   * machine, and always waits for one.
   */
  private int wanted(String uid) {
    if (world.unseen().contains(uid)) {
      return Integer.MAX_VALUE;
    }
    return Optional.ofNullable(claims.get(uid)).map(Allotment::wanted).orElse(0);
  }

  private static int wanted(Claim claim) {
    if (!claim.claimant().isPool()) {
      return 1;
    }
    return claim.leaving() ? 0 : WorkersDemand.nodes(claim.demand());
  }

  private void give(Claim claim) {
    String uid = claim.claimant().uid();
    List<String> has = held.getOrDefault(uid, List.of());
    answered.add(uid);
    if (!claim.claimant().isPool()) {
      return;
    }
    long missing = wanted(uid) - has.stream().filter(world.machines()::contains).count();
    List<String> gets =
        world.machines().stream()
            .filter(name -> !holders.containsKey(name))
            .limit(Math.max(0, Math.min(missing, most() - holders.size())))
            .toList();
    gets.forEach(name -> holders.put(name, uid));
    if (!gets.isEmpty()) {
      held.put(uid, Stream.concat(has.stream(), gets.stream()).toList());
    }
  }

  private int most() {
    return world.offer().most().orElse(Integer.MAX_VALUE);
  }

  /** Whoever has a machine is in the ledger; of the others as many as it takes. */
  private void answer(String uid) {
    Claimant claimant = Objects.requireNonNull(claimants.get(uid));
    List<String> machines = held.getOrDefault(uid, List.of());
    if (!machines.isEmpty() || (world.unseen().contains(uid) && wasGranted(uid))) {
      entries.put(uid, new Ledger.Entry(claimant, granting(uid, machines)));
    } else if (answered.contains(uid) && others++ < MOST_OTHERS) {
      entries.put(
          uid,
          new Ledger.Entry(
              claimant, wanted(uid) == 0 ? granting(uid, List.of()) : refusal(claimant)));
    }
  }

  private boolean wasGranted(String uid) {
    return world.ledger().granted(uid).isPresent();
  }

  private PoolAnswer granting(String uid, List<String> machines) {
    return new PoolAnswer.Granted(demand(uid, machines.size()), machines);
  }

  private PoolAnswer refusal(Claimant claimant) {
    if (!claimant.isPool()) {
      return new PoolAnswer.Refused(
          new Problem(
              "NoHosting",
              "NodePool %s takes no clusters; it has machines, which become nodes of clusters"
                  .formatted(world.pool())));
    }
    return new PoolAnswer.Refused(
        new Problem(
            PoolAnswer.NO_ROOM,
            "NodePool %s %s"
                .formatted(
                    world.pool(),
                    holders.size() >= most()
                        ? "gives away %d machines at most, and has; this pool waits"
                            .formatted(most())
                        : "has no machine left; this pool waits")));
  }

  private Demand demand(String uid, int machines) {
    return WorkersDemand.of(
        machines,
        Optional.ofNullable(claims.get(uid))
            .flatMap(claim -> claim.demand().component(WorkersDemand.WORKER))
            .map(Demand.Component::pod)
            .orElse(Amount.NOTHING));
  }
}
