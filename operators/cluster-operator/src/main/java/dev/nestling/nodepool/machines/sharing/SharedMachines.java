package dev.nestling.nodepool.machines.sharing;

import dev.nestling.api.v1alpha1.Machines;
import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.core.placement.Claimant;
import dev.nestling.core.placement.Ledger;
import dev.nestling.core.placement.LedgerConfigMap;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.core.plan.Owner;
import dev.nestling.core.plan.Problem;
import dev.nestling.nodepool.claims.Claim;
import dev.nestling.nodepool.claims.ClaimWatch;
import dev.nestling.nodepool.claims.ClaimWatch.Whereabouts;
import dev.nestling.nodepool.claims.LedgerPoolStore;
import dev.nestling.nodepool.claims.Offer;
import dev.nestling.nodepool.machines.MachineSupplies;
import dev.nestling.nodepool.machines.MachinesScope;
import dev.nestling.nodepool.purpose.Purpose;
import dev.nestling.nodepool.supply.Supply;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Pools of machines that are shared. Nobody else gives a machine away, and each decision is written
 * against the ledger that it was made from, so that two operators at once can't give one twice.
 */
public final class SharedMachines implements Purpose {
  /** Nobody tells when a machine is clean. */
  private static final Duration WHILE_RETURNING = Duration.ofSeconds(5);

  /** Nor how machines are that others have. */
  private static final Duration WHILE_IN_USE = Duration.ofSeconds(20);

  private static final Duration AT_REST = Duration.ofSeconds(60);

  /** Records are read one by one, and a stranger may ask a thousand times. */
  private static final int MOST_RECORDS = 500;

  private final ClaimWatch claims;
  private final MachineSupplies machines;
  private final InstantSource clock;

  /**
   * @param claims knows who asks
   * @param machines knows how they are
   * @param clock the only time
   */
  public SharedMachines(ClaimWatch claims, MachineSupplies machines, InstantSource clock) {
    this.claims = claims;
    this.machines = machines;
    this.clock = clock;
  }

  /** Who asks is read before the pool: whoever comes after a door was shut finds it shut. */
  @Override
  public Optional<Served> serve(NodePool cached, Context<NodePool> context) {
    List<Claim> asking = claims.of(reference(cached));
    return new LedgerPoolStore(context.getClient())
        .current(cached)
        .filter(pool -> !isClosing(pool))
        .map(pool -> served(pool, decide(pool, asking, context)));
  }

  /** A pool goes when nobody has a machine of it any more, as far as its own ledger says so. */
  @Override
  public Optional<Served> close(NodePool pool, Context<NodePool> context) {
    Optional<Allotment.Decision> decision = decide(pool, claims.of(reference(pool)), context);
    return decision.filter(it -> SharedMachinesReport.given(it.ledger()) == 0).isPresent()
        ? Optional.empty()
        : Optional.of(served(pool, decision));
  }

  private Served served(NodePool pool, Optional<Allotment.Decision> decision) {
    return new Served(
        pool,
        new SharedMachinesReport(pool, decision, machines::trouble).status(clock.instant()),
        isClosing(pool)
            ? WHILE_RETURNING
            : decision.map(SharedMachines::recheckAfter).orElse(AT_REST));
  }

  private static Duration recheckAfter(Allotment.Decision decision) {
    if (decision.returning()) {
      return WHILE_RETURNING;
    }
    return SharedMachinesReport.given(decision.ledger()) > 0 ? WHILE_IN_USE : AT_REST;
  }

  /** Empty when the ledger is somebody else's. */
  private Optional<Allotment.Decision> decide(
      NodePool pool, List<Claim> asking, Context<NodePool> context) {
    PoolReference reference = reference(pool);
    Owner owner = Owner.of(pool);
    LedgerPoolStore store = new LedgerPoolStore(context.getClient());
    ConfigMap stored = store.ledger(reference, owner, isClosing(pool));
    if (!owner.controls(stored)) {
      return Optional.empty();
    }
    Ledger ledger = LedgerConfigMap.read(stored);
    Offer offer = offer(pool);
    // Whoever is let in counts no more when the pool goes, and namespaces may not be asked for.
    Set<String> labelled =
        offer
            .namespaceSelector()
            .filter(selector -> !isClosing(pool))
            .map(store::namespaces)
            .orElse(Set.of());
    List<Claim> recorded =
        asking.stream()
            .filter(claim -> claim.claimant().isPool())
            .filter(claim -> ledger.entries().isEmpty() || offer.letsIn(claim, reference, labelled))
            .limit(MOST_RECORDS)
            .toList();
    Whose whose = whose(pool, ledger, recorded, context);
    Allotment.Decision decision =
        Allotment.decide(
            new Allotment.World(
                reference,
                hosts(pool),
                offer,
                labelled,
                ledger,
                asking,
                whose.unseen(),
                whose.enrolled(),
                isClosing(pool)));
    store.write(reference, owner, decision.ledger(), stored);
    return Optional.of(decision);
  }

  /**
   * Who has done something on machines.
   *
   * @param unseen UIDs of pools that exist, although no claim of theirs was seen
   * @param enrolled names of machines, by UID
   */
  private record Whose(Set<String> unseen, Map<String, Set<String>> enrolled) {}

  /** Those who are in the ledger, and who may come into it; after its loss, everybody who asks. */
  private Whose whose(
      NodePool pool, Ledger ledger, List<Claim> recorded, Context<NodePool> context) {
    Map<String, Claimant> claimants = new HashMap<>();
    recorded.forEach(claim -> claimants.put(claim.claimant().uid(), claim.claimant()));
    Set<String> unseen = new HashSet<>();
    ledger.entries().entrySet().stream()
        .filter(entry -> ledger.granted(entry.getKey()).isPresent())
        .map(entry -> entry.getValue().claimant())
        .filter(Claimant::isPool)
        .filter(claimant -> claimants.putIfAbsent(claimant.uid(), claimant) == null)
        .filter(claimant -> !seen(claimant, pool))
        .forEach(
            claimant -> {
              if (claims.whereabouts(claimant) instanceof Whereabouts.Gone) {
                retire(pool, claimant, context);
              } else {
                unseen.add(claimant.uid());
              }
            });
    Map<String, Set<String>> enrolled = new HashMap<>();
    claimants.forEach(
        (uid, claimant) ->
            enrolled.put(
                uid,
                machines.enrolled(
                    share(claimant), owner(claimant), pool.getMetadata().getNamespace(), context)));
    return new Whose(unseen, enrolled);
  }

  private boolean seen(Claimant claimant, NodePool pool) {
    return claims.of(reference(pool)).stream()
        .anyMatch(claim -> claim.claimant().uid().equals(claimant.uid()));
  }

  /** Cleans the machines of a pool that is gone without having done so itself. */
  private void retire(NodePool pool, Claimant gone, Context<NodePool> context) {
    Supply supply =
        machines.supply(MachinesScope.orphaned(share(gone), owner(gone), pool), context);
    Optional<Problem> waiting = supply.retire(Optional.empty(), clock.instant());
    if (waiting.isEmpty()) {
      supply.remove();
      new SharePoolStore(context.getClient(), reference(pool))
          .removeJoinSecret(share(gone), owner(gone));
    }
  }

  private static PoolReference share(Claimant claimant) {
    return new PoolReference(claimant.namespace(), claimant.name());
  }

  private static Owner owner(Claimant claimant) {
    return new Owner(
        NodePool.GROUP + "/" + NodePool.VERSION, claimant.kind(), claimant.name(), claimant.uid());
  }

  private static PoolReference reference(NodePool pool) {
    return new PoolReference(pool.getMetadata().getNamespace(), pool.getMetadata().getName());
  }

  private static boolean isClosing(NodePool pool) {
    return pool.getMetadata().getDeletionTimestamp() != null;
  }

  static List<String> hosts(NodePool pool) {
    return Optional.ofNullable(pool.getSpec().source().machines()).stream()
        .flatMap(source -> source.hosts().stream())
        .map(Machines.Host::name)
        .toList();
  }

  private static Offer offer(NodePool pool) {
    return Optional.ofNullable(pool.getSpec().sharing())
        .map(sharing -> Offer.of(sharing.allowedNamespaces(), sharing.maxNodes()))
        .orElseGet(() -> Offer.of(null, 0));
  }
}
