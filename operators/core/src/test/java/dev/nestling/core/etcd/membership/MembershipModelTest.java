package dev.nestling.core.etcd.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever happens to pods, volumes, nodes and the operator, as long as a majority of the data
 * survives: no step of ours costs the quorum, no acknowledged write is lost, no member starts
 * without its data, and when the trouble ends everything becomes as wanted.
 */
class MembershipModelTest {
  private static final int SEEDS = 1_000;
  private static final int TROUBLE = 200;
  private static final int PEACE = 150;

  private int desired = 3;

  static LongStream seeds() {
    return LongStream.range(0, SEEDS / 100);
  }

  /** A hundred seeds each, so that a report stays readable; a failure names its own. */
  @ParameterizedTest
  @MethodSource("seeds")
  void convergesWithoutLosingAnything(long hundred) {
    for (long seed = hundred * 100; seed < hundred * 100 + 100; seed++) {
      try {
        live(new Random(seed));
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private void live(Random random) {
    desired = Situation.SIZES.get(random.nextInt(3));
    var operator = new SimulatedOperator(random);
    for (int tick = 0; tick < TROUBLE; tick++) {
      trouble(operator, random);
      operator.tick(3_000);
      operator.reconcile(desired, true);
    }
    operator.slots.forEach(SimulatedSlot::nodeUp);
    for (int tick = 0; tick < PEACE; tick++) {
      operator.tick(10);
      operator.reconcile(desired, false);
    }
    assertThat(operator.steps.reversed().subList(0, 3))
        .as("last steps")
        .anyMatch(Step.Steady.class::isInstance);
    assertThat(operator.etcd.votes()).isEqualTo(desired);
    assertThat(operator.slots.stream().filter(SimulatedSlot::hasData)).hasSize(desired);
    assertThat(operator.steps.stream().filter(Step.BeginFounding.class::isInstance)).hasSize(1);
  }

  private void trouble(SimulatedOperator operator, Random random) {
    SimulatedSlot victim = operator.slots.get(random.nextInt(operator.slots.size()));
    switch (random.nextInt(24)) {
      case 0, 1 -> victim.kill();
      case 2 -> victim.nodeDown(1 + random.nextInt(20));
      case 3 -> victim.deletePod();
      case 4 -> {
        if (mayLose(operator, victim)) {
          victim.emptyVolume();
        }
      }
      case 5 -> {
        if (mayLose(operator, victim)) {
          victim.deletePod();
          victim.deleteClaim();
        }
      }
      case 6 -> {
        if (mayLose(operator, victim)) {
          victim.beginDeletingClaim();
        }
      }
      case 7 -> operator.slots.forEach(SimulatedSlot::wantRestart);
      case 8 -> desired = List.of(1, 3, 5).get(random.nextInt(3));
      default -> {}
    }
  }

  /** With one member's data gone a majority has to have all that was acknowledged. */
  private static boolean mayLose(SimulatedOperator operator, SimulatedSlot victim) {
    var etcd = operator.etcd;
    boolean votes = victim.serving().filter(data -> etcd.votes(data.member)).isPresent();
    boolean learner = victim.serving().filter(data -> etcd.has(data.member) && !votes).isPresent();
    long complete =
        operator.slots.stream()
            .flatMap(slot -> slot.serving().stream())
            .filter(data -> etcd.votes(data.member) && data.index == etcd.committed())
            .count();
    return learner || (votes && etcd.votes() >= 3 && complete == etcd.votes());
  }
}
