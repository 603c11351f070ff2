package dev.nestling.nodepool.workerpods;

import dev.nestling.nodepool.purpose.Share;
import dev.nestling.nodepool.purpose.WorkerNames;
import dev.nestling.nodepool.supply.NodeHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which worker nodes come, go and are replaced: pure, and the same for the same world. A node that
 * goes is drained first, the highest number first; one that is to be made anew goes when all others
 * are well; one that is not ready for too long is replaced, no more than a few at once, and none
 * while most of them are.
 */
final class Fleet {
  private final Share share;
  private final int wanted;
  private final Seen seen;
  private final Instant now;
  private final WorkerNames names;

  /**
   * What there is.
   *
   * @param replicas of the StatefulSet; 0 when there is none yet
   * @param revision that new pods are made from; none while that is not known
   * @param nodes inside the cluster, by name; none while it does not answer
   * @param drained nodes whose pods have gone, or were asked for long enough
   */
  record Seen(
      int replicas,
      Optional<String> revision,
      List<WorkerPod> pods,
      Optional<Map<String, NodeHealth>> nodes,
      Set<String> drained) {}

  /**
   * What is to be done.
   *
   * @param replicas of the StatefulSet
   * @param departing nodes that take no new pods and are asked to let theirs go
   * @param removed nodes that nobody is any more
   * @param replaced pods to be deleted, so that others come
   * @param waiting nodes that would be replaced if others were not already
   */
  record Decision(
      int replicas,
      Set<String> departing,
      Set<String> removed,
      List<WorkerPod> replaced,
      Set<String> waiting) {}

  private Fleet(Share share, int wanted, Seen seen, Instant now) {
    this.share = share;
    this.wanted = wanted;
    this.seen = seen;
    this.now = now;
    this.names = new WorkerNames(share.pool());
  }

  /**
   * @param wanted how many nodes, as far as they were granted
   */
  static Decision decide(Share share, int wanted, Seen seen, Instant now) {
    return new Fleet(share, wanted, seen, now).decide();
  }

  private Decision decide() {
    Set<String> departing = new TreeSet<>();
    for (int ordinal = wanted; ordinal < seen.replicas(); ordinal++) {
      departing.add(names.node(ordinal));
    }
    List<WorkerPod> replaced = new ArrayList<>();
    outdated()
        .ifPresent(
            pod -> {
              departing.add(names.node(pod.ordinal()));
              if (isDrained(pod.ordinal())) {
                replaced.add(pod);
              }
            });
    List<WorkerPod> sick = sick().filter(pod -> !replaced.contains(pod)).toList();
    int slots = isOfAll(sick.size()) ? 0 : Math.max(0, share.repair().atOnce() - recovering());
    replaced.addAll(sick.stream().limit(slots).toList());
    Set<String> waiting = new TreeSet<>();
    if (share.repair().atOnce() > 0) {
      sick.stream().skip(slots).forEach(pod -> waiting.add(names.node(pod.ordinal())));
    }
    return new Decision(replicas(), departing, removed(), replaced, waiting);
  }

  /** When most nodes are not ready the fault is not theirs, and others would fare no better. */
  private boolean isOfAll(int sick) {
    return wanted > 1 && 2 * sick > wanted;
  }

  private int replicas() {
    int replicas = Math.max(wanted, seen.replicas());
    while (replicas > wanted && isDrained(replicas - 1)) {
      replicas--;
    }
    return replicas;
  }

  /** Nodes of the pool's names without a pod, beyond those that there are to be. */
  private Set<String> removed() {
    Set<String> removed = new TreeSet<>();
    Pattern form = Pattern.compile(Pattern.quote(share.pool().name()) + "-([0-9]{1,4})");
    for (String name : seen.nodes().orElse(Map.of()).keySet()) {
      Matcher matcher = form.matcher(name);
      if (matcher.matches()) {
        int ordinal = Integer.parseInt(matcher.group(1));
        if (ordinal >= Math.max(wanted, seen.replicas()) && pod(ordinal).isEmpty()) {
          removed.add(name);
        }
      }
    }
    return removed;
  }

  /** Whoever is not there, or not ready for long, can't be waited for. */
  private boolean isDrained(int ordinal) {
    if (seen.nodes().isEmpty()) {
      return false;
    }
    return seen.drained().contains(names.node(ordinal))
        || health(ordinal).map(this::isLost).orElse(true);
  }

  private boolean isLost(NodeHealth health) {
    return !health.ready() && health.since().filter(this::isYounger).isEmpty();
  }

  private boolean isReady(int ordinal) {
    return health(ordinal).filter(NodeHealth::ready).isPresent();
  }

  private Optional<NodeHealth> health(int ordinal) {
    return seen.nodes().map(nodes -> nodes.get(names.node(ordinal)));
  }

  private Optional<WorkerPod> pod(int ordinal) {
    return seen.pods().stream().filter(pod -> pod.ordinal() == ordinal).findFirst();
  }

  /** The next one that is to be made anew: one at a time, and only while all others are well. */
  private Optional<WorkerPod> outdated() {
    return seen.pods().stream()
        .filter(pod -> pod.ordinal() < wanted && !pod.leaving())
        .filter(pod -> seen.revision().filter(it -> !it.equals(pod.revision())).isPresent())
        .sorted(Comparator.comparingInt(WorkerPod::ordinal).reversed())
        .filter(pod -> others(pod.ordinal()).allMatch(this::isWell))
        .findFirst();
  }

  private IntStream others(int ordinal) {
    return IntStream.range(0, Math.min(wanted, seen.replicas())).filter(other -> other != ordinal);
  }

  /**
   * A Node is called ready for some time after its pod has gone: only what was said since the pod
   * is there counts.
   */
  private boolean isWell(int ordinal) {
    Optional<WorkerPod> pod = pod(ordinal).filter(it -> it.started() && !it.leaving());
    return pod.isPresent()
        && health(ordinal)
            .filter(NodeHealth::ready)
            .filter(
                health ->
                    isOlder(pod.get().created())
                        || health
                            .since()
                            .filter(it -> !it.isBefore(pod.get().created()))
                            .isPresent())
            .isPresent();
  }

  /** Pods that run for long enough to be a node, and are none. */
  private Stream<WorkerPod> sick() {
    if (seen.nodes().isEmpty()) {
      return Stream.empty();
    }
    return seen.pods().stream()
        .filter(pod -> pod.ordinal() < wanted && !pod.leaving() && pod.started())
        .filter(pod -> isOlder(pod.created()) && isSick(pod))
        .sorted(Comparator.comparingInt(WorkerPod::ordinal));
  }

  private boolean isSick(WorkerPod pod) {
    return health(pod.ordinal()).map(this::isLost).orElse(true);
  }

  /** Nodes that are being replaced by now. */
  private int recovering() {
    return (int)
        IntStream.range(0, Math.min(wanted, seen.replicas()))
            .filter(ordinal -> !isReady(ordinal))
            .filter(
                ordinal ->
                    pod(ordinal).filter(pod -> !pod.leaving() && isOlder(pod.created())).isEmpty())
            .count();
  }

  private boolean isOlder(Instant time) {
    return !isYounger(time);
  }

  private boolean isYounger(Instant time) {
    Duration age = Duration.between(time, now);
    return age.compareTo(share.repair().notReadyAfter()) < 0;
  }
}
