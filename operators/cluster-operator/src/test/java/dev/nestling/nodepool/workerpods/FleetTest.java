package dev.nestling.nodepool.workerpods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.placement.Amount;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.nodepool.purpose.Share;
import dev.nestling.nodepool.supply.NodeHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FleetTest {
  private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMinutes(1);

  private final List<WorkerPod> pods = new ArrayList<>();
  private final Map<String, NodeHealth> nodes = new TreeMap<>();
  private Set<String> drained = Set.of();
  private int replicas;
  private int atOnce = 1;
  private boolean answers = true;

  private void pod(int ordinal, String revision, Duration age) {
    pods.add(
        new WorkerPod(
            "w-" + ordinal,
            "uid-" + ordinal,
            ordinal,
            revision,
            NOW.minus(age),
            true,
            false,
            Optional.empty()));
  }

  private void node(int ordinal, boolean ready, Duration since) {
    nodes.put("w-" + ordinal, new NodeHealth(ready, Optional.of(NOW.minus(since))));
  }

  /** So many nodes, all well. */
  private void running(int count) {
    replicas = count;
    for (int ordinal = 0; ordinal < count; ordinal++) {
      pod(ordinal, "new", LONG);
      node(ordinal, true, LONG);
    }
  }

  private Fleet.Decision decide(int wanted) {
    Share share =
        new Share(
            new PoolReference("team", "w"),
            new PoolReference("platform", "hardware"),
            wanted,
            Amount.NOTHING,
            Optional.empty(),
            Optional.empty(),
            new Share.Repair(PATIENCE, atOnce),
            Duration.ofMinutes(10));
    return Fleet.decide(
        share,
        wanted,
        new Fleet.Seen(
            replicas,
            Optional.of("new"),
            pods,
            answers ? Optional.of(nodes) : Optional.empty(),
            drained),
        NOW);
  }

  private static List<String> names(List<WorkerPod> replaced) {
    return replaced.stream().map(WorkerPod::name).toList();
  }

  @Test
  void newNodesComeAtOnce() {
    assertThat(decide(3).replicas()).isEqualTo(3);
    running(3);
    Fleet.Decision decision = decide(5);
    assertThat(decision.replicas()).isEqualTo(5);
    assertThat(decision.departing()).isEmpty();
    assertThat(decision.replaced()).isEmpty();
  }

  @Test
  void whoGoesIsDrainedFirst() {
    running(4);
    Fleet.Decision decision = decide(2);
    assertThat(decision.departing()).containsExactly("w-2", "w-3");
    assertThat(decision.replicas()).isEqualTo(4);

    drained = Set.of("w-2");
    assertThat(decide(2).replicas()).as("the highest number goes first").isEqualTo(4);

    drained = Set.of("w-3");
    assertThat(decide(2).replicas()).isEqualTo(3);

    drained = Set.of("w-2", "w-3");
    assertThat(decide(2).replicas()).isEqualTo(2);
  }

  @Test
  void whoIsNotReadyForLongIsNotWaitedFor() {
    running(2);
    node(1, false, SHORT);
    assertThat(decide(1).replicas()).as("it may come back").isEqualTo(2);
    node(1, false, LONG);
    assertThat(decide(1).replicas()).isEqualTo(1);
    nodes.remove("w-1");
    assertThat(decide(1).replicas()).isEqualTo(1);
  }

  @Test
  void nobodyGoesWhileTheClusterDoesNotAnswer() {
    running(2);
    pods.set(0, pods.get(0));
    answers = false;
    Fleet.Decision decision = decide(1);
    assertThat(decision.replicas()).isEqualTo(2);
    assertThat(decision.removed()).isEmpty();
    assertThat(decision.replaced()).isEmpty();
  }

  @Test
  void aNodeWithoutAPodIsRemovedAndOneOfAnotherNameStays() {
    running(1);
    node(1, false, SHORT);
    node(2, false, SHORT);
    pod(2, "new", LONG);
    nodes.put("w-other", new NodeHealth(true, Optional.empty()));
    nodes.put("w-1-0", new NodeHealth(true, Optional.empty()));
    assertThat(decide(1).removed()).containsExactly("w-1");
  }

  @Test
  void outdatedNodesAreReplacedOneAfterTheOther() {
    replicas = 3;
    for (int ordinal = 0; ordinal < 3; ordinal++) {
      pod(ordinal, "old", LONG);
      node(ordinal, true, LONG);
    }
    Fleet.Decision decision = decide(3);
    assertThat(decision.departing()).containsExactly("w-2");
    assertThat(decision.replaced()).isEmpty();

    drained = Set.of("w-2");
    assertThat(names(decide(3).replaced())).containsExactly("w-2");

    pods.remove(2);
    pod(2, "new", SHORT);
    node(2, false, SHORT);
    decision = decide(3);
    assertThat(decision.departing()).as("the new one is waited for").isEmpty();
    assertThat(decision.replaced()).isEmpty();

    node(2, true, Duration.ofSeconds(10));
    assertThat(decide(3).departing()).containsExactly("w-1");
  }

  @Test
  void anOutdatedNodeThatIsNotReadyGoesFirstAndIsWaitedFor() {
    replicas = 2;
    pod(0, "old", LONG);
    pod(1, "old", LONG);
    node(0, false, SHORT);
    node(1, true, LONG);
    assertThat(decide(2).departing()).containsExactly("w-0");
    assertThat(decide(2).replaced()).isEmpty();
    node(0, false, LONG);
    assertThat(names(decide(2).replaced())).containsExactly("w-0");
  }

  @Test
  void aNodeThatIsCalledReadyFromBeforeItsPodIsNotWell() {
    replicas = 2;
    pod(0, "old", LONG);
    node(0, true, LONG);
    pod(1, "new", SHORT);
    node(1, true, LONG);
    assertThat(decide(2).departing()).isEmpty();
    node(1, true, Duration.ofSeconds(10));
    assertThat(decide(2).departing()).containsExactly("w-0");
  }

  @Test
  void whenMostAreNotReadyNobodyIsReplaced() {
    running(3);
    atOnce = 3;
    node(0, false, LONG);
    node(1, false, LONG);
    Fleet.Decision decision = decide(3);
    assertThat(decision.replaced()).isEmpty();
    assertThat(decision.waiting()).containsExactly("w-0", "w-1");
  }

  @Test
  void whoIsNotReadyForLongIsReplacedAFewAtOnce() {
    running(4);
    node(1, false, LONG);
    node(2, false, LONG);
    node(3, false, SHORT);
    Fleet.Decision decision = decide(4);
    assertThat(names(decision.replaced())).containsExactly("w-1");
    assertThat(decision.waiting()).containsExactly("w-2");

    atOnce = 2;
    assertThat(names(decide(4).replaced())).containsExactly("w-1", "w-2");

    atOnce = 0;
    decision = decide(4);
    assertThat(decision.replaced()).isEmpty();
    assertThat(decision.waiting()).isEmpty();
  }

  @Test
  void whileOneIsBeingReplacedOthersWait() {
    running(4);
    node(0, false, LONG);
    pods.set(1, young(pods.get(1)));
    node(1, false, LONG);
    assertThat(decide(4).replaced()).isEmpty();
    assertThat(decide(4).waiting()).containsExactly("w-0");
  }

  private static WorkerPod young(WorkerPod pod) {
    return new WorkerPod(
        pod.name(),
        pod.uid(),
        pod.ordinal(),
        pod.revision(),
        NOW.minus(SHORT),
        true,
        false,
        Optional.empty());
  }

  @Test
  void aPodThatNeverBecameANodeIsReplacedAndOneThatNoHostTookIsNot() {
    running(3);
    atOnce = 2;
    nodes.remove("w-0");
    nodes.remove("w-1");
    pods.set(
        1,
        new WorkerPod(
            "w-1", "uid-1", 1, "new", NOW.minus(LONG), false, false, Optional.of("no room")));
    assertThat(names(decide(3).replaced())).containsExactly("w-0");
  }
}
