package dev.nestling.kubectl.picture;

import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolStatus;
import dev.nestling.kubectl.text.Branch;
import dev.nestling.kubectl.text.Paint;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A pool with its nodes and machines. */
record PoolTree(NodePool pool, Paint paint) {

  /** As part of a cluster. */
  Branch branch() {
    List<Branch> children = new ArrayList<>();
    Optional<NodePoolStatus> status = Optional.ofNullable(pool.getStatus());
    List<Condition> conditions = status.map(it -> orEmpty(it.conditions())).orElse(List.of());
    for (Condition condition : conditions) {
      if (Verdict.of(condition) != Verdict.GOOD) {
        children.add(Branch.of(ConditionTree.line(condition, paint)));
      }
    }
    children.addAll(members());
    boolean ready =
        conditions.stream()
            .anyMatch(
                it -> it.getType().equals(ConditionTypes.READY) && Verdict.of(it) == Verdict.GOOD);
    String nodes =
        status.map(NodePoolStatus::readyNodes).map(it -> "  nodes ready " + it).orElse("");
    return new Branch(
        "NodePool %s  %s  %s%s"
            .formatted(
                pool.getMetadata().getName(),
                pool.getSpec().source().type(),
                ready ? paint.good("Ready") : paint.bad("NotReady"),
                nodes),
        children);
  }

  /** Nodes and machines, one a line. */
  List<Branch> members() {
    List<Branch> members = new ArrayList<>();
    NodePoolStatus status = Objects.requireNonNullElseGet(pool.getStatus(), NodePoolStatus::empty);
    orEmpty(status.nodes()).forEach(node -> members.add(node(node)));
    orEmpty(status.machines()).forEach(machine -> members.add(machine(machine)));
    return members;
  }

  private Branch node(NodePoolStatus.PoolNode node) {
    String ready = Boolean.TRUE.equals(node.ready()) ? paint.good("Ready") : paint.bad("NotReady");
    String cordoned =
        Boolean.FALSE.equals(node.schedulable()) ? paint.doubtful(", takes no pods") : "";
    String version = node.version() == null ? "" : "  " + node.version();
    return Branch.of("Node %s  %s%s%s".formatted(node.name(), ready, cordoned, version));
  }

  private Branch machine(NodePoolStatus.PoolMachine machine) {
    String phase = machine.phase() == null ? "" : "  " + machine.phase();
    String usedBy = machine.usedBy() == null ? "" : "  of " + machine.usedBy();
    String message = machine.message() == null ? "" : "  " + paint.bad(machine.message());
    return Branch.of("Machine " + machine.name() + phase + usedBy + message);
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
