package dev.nestling.nodepool.machines.sharing;

import static dev.nestling.core.status.ConditionSet.isFalse;
import static dev.nestling.core.status.ConditionSet.isTrue;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolConditionTypes;
import dev.nestling.api.v1alpha1.NodePoolStatus;
import dev.nestling.core.placement.Claimant;
import dev.nestling.core.placement.Ledger;
import dev.nestling.core.placement.LedgerConfigMap;
import dev.nestling.core.placement.PoolAnswer;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.status.ConditionSet;
import dev.nestling.core.status.ConditionSet.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a fresh status of a pool whose machines are shared.
 *
 * @param decision none means that the ledger is somebody else's
 * @param trouble of a share's machine
 */
record SharedMachinesReport(
    NodePool pool,
    Optional<Allotment.Decision> decision,
    BiFunction<PoolReference, String, Optional<Problem>> trouble) {
  private static final int MOST_NAMES = 10;

  /** How many machines are given away. */
  static int given(Ledger ledger) {
    return holders(ledger).size();
  }

  NodePoolStatus status(Instant now) {
    long generation = Optional.ofNullable(pool.getMetadata().getGeneration()).orElse(0L);
    Finding ready = ready();
    return new NodePoolStatus(
        generation,
        null,
        null,
        lines(),
        null,
        null,
        null,
        null,
        null,
        decision
            .map(Allotment.Decision::ledger)
            .map(ledger -> new NodePoolStatus.SharingStatus(given(ledger), (int) waiting(ledger)))
            .orElse(null),
        null,
        null,
        ConditionSet.of(
                Optional.ofNullable(pool.getStatus()).map(NodePoolStatus::conditions).orElse(null))
            .retain(List.of(ready.type()))
            .merge(List.of(ready), generation, now)
            .conditions());
  }

  private static long waiting(Ledger ledger) {
    return ledger.entries().values().stream()
        .filter(entry -> entry.answer() instanceof PoolAnswer.Refused)
        .count();
  }

  private Finding ready() {
    String type = NodePoolConditionTypes.READY;
    if (decision.isEmpty()) {
      return isFalse(
          type,
          "NameConflict",
          "ConfigMap %s exists already and is not this pool's; remove it"
              .formatted(
                  new PoolReference(
                      pool.getMetadata().getNamespace(),
                      LedgerConfigMap.name(
                          new PoolReference(
                              pool.getMetadata().getNamespace(), pool.getMetadata().getName())))));
    }
    Map<String, Claimant> holders = holders(decision.get().ledger());
    if (pool.getMetadata().getDeletionTimestamp() != null) {
      List<String> names =
          holders.values().stream().map(Claimant::toString).distinct().sorted().toList();
      return isFalse(
          type,
          "InUse",
          "the pool is to be deleted, and goes when these have no machine of it any more: "
              + names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
              + (names.size() > MOST_NAMES
                  ? " and %d more".formatted(names.size() - MOST_NAMES)
                  : ""));
    }
    return isTrue(
        type,
        "MachinesOffered",
        "%d of %d machines are given away"
            .formatted(holders.size(), SharedMachines.hosts(pool).size()));
  }

  /** Those of the spec, and those that are still in use although they were taken from it. */
  private List<NodePoolStatus.PoolMachine> lines() {
    Map<String, Claimant> holders =
        decision
            .map(Allotment.Decision::ledger)
            .map(SharedMachinesReport::holders)
            .orElse(Map.of());
    List<String> names = new ArrayList<>(SharedMachines.hosts(pool));
    holders.keySet().stream().filter(name -> !names.contains(name)).forEach(names::add);
    return names.stream().sorted().map(name -> line(name, holders.get(name))).toList();
  }

  private NodePoolStatus.PoolMachine line(String machine, @Nullable Claimant holder) {
    if (holder == null) {
      return new NodePoolStatus.PoolMachine(machine, null, null, null);
    }
    PoolReference share = new PoolReference(holder.namespace(), holder.name());
    return new NodePoolStatus.PoolMachine(
        machine,
        null,
        share.toString(),
        trouble.apply(share, machine).map(Problem::message).orElse(null));
  }

  private static Map<String, Claimant> holders(Ledger ledger) {
    Map<String, Claimant> holders = new TreeMap<>();
    ledger
        .entries()
        .values()
        .forEach(
            entry -> {
              if (entry.answer() instanceof PoolAnswer.Granted granted) {
                granted.machines().forEach(machine -> holders.put(machine, entry.claimant()));
              }
            });
    return holders;
  }
}
