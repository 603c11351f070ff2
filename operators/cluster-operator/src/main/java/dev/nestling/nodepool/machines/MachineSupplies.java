package dev.nestling.nodepool.machines;

import dev.nestling.core.placement.PoolReference;
import dev.nestling.core.plan.Owner;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.rounds.Rounds;
import dev.nestling.core.ssh.SshApi;
import dev.nestling.nodepool.agent.NodeImages;
import dev.nestling.nodepool.machines.files.MachineFiles;
import dev.nestling.nodepool.supply.Supply;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Keeps machines over SSH: one goes round for each, outside of reconciles. */
public final class MachineSupplies implements AutoCloseable {
  /** So many machines are worked on at the same time; each upload takes a share of the network. */
  private static final int CONCURRENCY = 16;

  private final Rounds<MachineKey, MachineWish, MachineState> rounds;
  private final ConcurrentMap<PoolReference, Set<String>> watched = new ConcurrentHashMap<>();
  private final ConcurrentMap<PoolReference, Map<String, Problem>> troubles =
      new ConcurrentHashMap<>();
  private final NodeImages images;
  private final MachineFiles files;

  /**
   * @param ssh how machines are connected to
   * @param images that nodes are made from
   * @param files brings what belongs on machines
   * @param onChange told which pool has to be looked at again
   */
  public MachineSupplies(
      SshApi ssh,
      NodeImages images,
      MachineFiles files,
      InstantSource clock,
      Consumer<PoolReference> onChange) {
    var slots = new Semaphore(CONCURRENCY);
    this.rounds =
        new Rounds<>(
            "machines",
            () -> new MachineRound(ssh, slots, clock),
            key -> onChange.accept(key.pool()));
    this.images = images;
    this.files = files;
  }

  /** Of one pool, for one reconcile. */
  public Supply supply(MachinesScope scope, Context<?> context) {
    return new MachineSupply(
        this, scope, new MachinesPoolStore(context.getClient(), scope.custody()), files);
  }

  /**
   * Names of the machines on which something was done, or may have been, for a share.
   *
   * @param owner of the share
   * @param namespace of the pool that has the machines
   */
  public Set<String> enrolled(
      PoolReference share, Owner owner, String namespace, Context<?> context) {
    return new MachinesPoolStore(context.getClient(), new Custody(share, owner, namespace, true))
        .stored()
        .filter(owner::controls)
        .map(Enrolment::of)
        .map(Enrolment::names)
        .orElse(Set.of());
  }

  /** Forgets all of a share's machines, as they are. */
  public void forget(PoolReference share, Owner owner, String namespace, Context<?> context) {
    MachinesPoolStore store =
        new MachinesPoolStore(context.getClient(), new Custody(share, owner, namespace, true));
    store.write(Enrolment.EMPTY, store.stored().filter(owner::controls));
    retain(share, Set.of());
  }

  /** Why a pool's machine does not get on, in full, as it was found last. */
  public Optional<Problem> trouble(PoolReference pool, String machine) {
    return Optional.ofNullable(troubles.getOrDefault(pool, Map.of()).get(machine));
  }

  void troubled(PoolReference pool, Map<String, Problem> found) {
    troubles.put(pool, Map.copyOf(found));
  }

  NodeImages images() {
    return images;
  }

  void watch(PoolReference pool, String machine, MachineWish wish) {
    watched.computeIfAbsent(pool, any -> ConcurrentHashMap.newKeySet()).add(machine);
    rounds.watch(new MachineKey(pool, machine), wish);
  }

  Optional<MachineState> state(PoolReference pool, String machine) {
    return rounds.state(new MachineKey(pool, machine));
  }

  /** Forgets the pool's machines but these. */
  void retain(PoolReference pool, Set<String> machines) {
    Set<String> known = watched.getOrDefault(pool, Set.of());
    for (String machine : Set.copyOf(known)) {
      if (!machines.contains(machine)) {
        rounds.forget(new MachineKey(pool, machine));
        known.remove(machine);
      }
    }
    if (machines.isEmpty()) {
      watched.remove(pool);
      troubles.remove(pool);
    }
  }

  @Override
  public void close() {
    rounds.close();
    files.close();
  }
}
