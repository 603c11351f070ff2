package dev.nestling.nodepool.hosting;

import static dev.nestling.core.status.ConditionSet.isFalse;
import static dev.nestling.core.status.ConditionSet.isTrue;
import static dev.nestling.core.status.ConditionSet.unknown;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolConditionTypes;
import dev.nestling.api.v1alpha1.NodePoolStatus;
import dev.nestling.core.placement.Amount;
import dev.nestling.core.placement.Claimant;
import dev.nestling.core.placement.Ledger;
import dev.nestling.core.placement.LedgerConfigMap;
import dev.nestling.core.placement.PoolAnswer;
import dev.nestling.core.status.ConditionSet;
import dev.nestling.core.status.ConditionSet.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes a fresh status from what a reconcile came to. */
final class PoolReport {
  private static final int MOST_LINES = 100;
  private static final int MOST_NAMES = 10;

  private PoolReport() {}

  static NodePoolStatus of(NodePool pool, Outcome outcome, Instant now) {
    long generation = Optional.ofNullable(pool.getMetadata().getGeneration()).orElse(0L);
    List<Finding> findings =
        List.of(ready(pool, outcome), nodesClaimed(outcome), sufficient(outcome));
    List<PoolNode> members = outcome.nodes().members();
    long usable = members.stream().filter(PoolNode::usable).count();
    Optional<Grants> grants = outcome.grants();
    return new NodePoolStatus(
        generation,
        usable + "/" + members.size(),
        members.stream().limit(MOST_LINES).map(PoolReport::line).toList(),
        null,
        resources(members.stream().map(PoolNode::capacity).reduce(Amount.NOTHING, Amount::plus)),
        grants.map(Grants::allocatable).map(PoolReport::resources).orElse(null),
        grants.map(Grants::promised).map(PoolReport::resources).orElse(null),
        grants.map(Grants::free).map(PoolReport::resources).orElse(null),
        grants
            .map(
                made ->
                    new NodePoolStatus.HostingStatus(
                        Outcome.clusters(made), Outcome.waitingClusters(made)))
            .orElse(null),
        grants
            .filter(made -> pool.getSpec().sharing() != null || Outcome.workers(made) > 0)
            .map(
                made ->
                    new NodePoolStatus.SharingStatus(
                        Outcome.workers(made), Outcome.waitingPools(made)))
            .orElse(null),
        null,
        null,
        ConditionSet.of(
                Optional.ofNullable(pool.getStatus()).map(NodePoolStatus::conditions).orElse(null))
            .retain(findings.stream().map(Finding::type).toList())
            .merge(findings, generation, now)
            .conditions());
  }

  private static NodePoolStatus.PoolNode line(PoolNode node) {
    return new NodePoolStatus.PoolNode(
        node.name(), node.ready(), node.schedulable(), resources(node.capacity()), null);
  }

  private static NodePoolStatus.Resources resources(Amount amount) {
    return new NodePoolStatus.Resources(amount.cpu(), amount.memoryQuantity(), amount.pods());
  }

  private static Finding ready(NodePool pool, Outcome outcome) {
    String type = NodePoolConditionTypes.READY;
    if (outcome.grants().isEmpty()) {
      return isFalse(
          type,
          "NameConflict",
          "ConfigMap %s/%s exists already and is not this pool's; remove it"
              .formatted(
                  pool.getMetadata().getNamespace(),
                  LedgerConfigMap.name(PoolScope.of(pool).reference())));
    }
    if (outcome.deleted()) {
      return isFalse(
          type,
          "InUse",
          "the pool is to be deleted, and goes when these run elsewhere: "
              + names(outcome.grants().get().ledger()));
    }
    List<PoolNode> members = outcome.nodes().members();
    if (members.isEmpty()) {
      return isFalse(
          type, "NoNodes", "spec.source.nodes.selector meets no node that is not another pool's");
    }
    long usable = members.stream().filter(PoolNode::usable).count();
    return usable == 0
        ? isFalse(type, "NodesNotReady", "no node of the pool is ready and accepts pods")
        : isTrue(
            type,
            "NodesReady",
            "%d of %d nodes are ready and accept pods".formatted(usable, members.size()));
  }

  private static String names(Ledger ledger) {
    List<String> granted =
        ledger.entries().values().stream()
            .filter(entry -> entry.answer() instanceof PoolAnswer.Granted)
            .map(Ledger.Entry::claimant)
            .map(Claimant::toString)
            .sorted()
            .toList();
    return listed(granted);
  }

  private static String listed(List<String> names) {
    return names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
        + (names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more" : "");
  }

  private static Finding nodesClaimed(Outcome outcome) {
    String type = NodePoolConditionTypes.NODES_CLAIMED;
    if (!outcome.nodes().refused().isEmpty()) {
      return isFalse(
          type,
          "NodesRefused",
          "these nodes could not be written, and are tried again: "
              + listed(
                  outcome.nodes().refused().entrySet().stream()
                      .map(node -> node.getKey() + " (" + node.getValue() + ")")
                      .toList()));
    }
    List<PoolNode> taken = outcome.nodes().taken();
    return taken.isEmpty()
        ? isTrue(type, "Claimed", "all nodes that the selector meets belong to this pool")
        : isFalse(
            type,
            "NodesTaken",
            "these nodes belong to another pool and stay there: "
                + listed(
                    taken.stream()
                        .map(node -> node.name() + " (" + node.pool().orElse("") + ")")
                        .toList()));
  }

  private static Finding sufficient(Outcome outcome) {
    String type = NodePoolConditionTypes.SUFFICIENT;
    if (outcome.grants().isEmpty()) {
      return unknown(type, "NameConflict", "nothing is granted; see condition Ready");
    }
    Grants grants = outcome.grants().get();
    return grants.sufficient()
        ? isTrue(type, "Sufficient", "everything that was promised has room")
        : isFalse(
            type,
            "NodesMissing",
            ("%s are promised, and the nodes that are ready have %s for it; add nodes, or make room"
                    + " on them")
                .formatted(grants.promised().spoken(), grants.allocatable().spoken()));
  }
}
