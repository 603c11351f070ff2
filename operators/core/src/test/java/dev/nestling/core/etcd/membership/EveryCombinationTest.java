package dev.nestling.core.etcd.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every state of every member, for every size wanted: what must never be done. */
class EveryCombinationTest {

  private enum State {
    HEALTHY,
    SILENT,
    EMPTY,
    CLAIM_GONE,
    CLAIM_LEAVING,
    ABSENT
  }

  @ParameterizedTest
  @CsvSource({"1", "3", "5"})
  void safetyHoldsInAllOfThem(int desired) {
    int combinations = (int) Math.pow(State.values().length, 5);
    for (int number = 0; number < combinations; number++) {
      List<State> states = states(number);
      List<Integer> voters =
          IntStream.range(0, 5).filter(i -> states.get(i) != State.ABSENT).boxed().toList();
      long answering = voters.stream().filter(i -> answers(states.get(i))).count();
      boolean quorum = !voters.isEmpty() && answering >= Roster.quorum(voters.size());
      Step step = scene(desired, states, quorum).step();
      check(step, states, voters, quorum);
    }
  }

  private static void check(Step step, List<State> states, List<Integer> voters, boolean quorum) {
    String context = states + " " + step;
    if (!quorum) {
      assertThat(step).as(context).isInstanceOf(Step.WaitFor.class);
      return;
    }
    switch (step) {
      case Step.Remove remove -> {
        int gone = Integer.parseInt(remove.name().substring(1));
        List<Integer> rest = voters.stream().filter(i -> i != gone).toList();
        long working = rest.stream().filter(i -> answers(states.get(i))).count();
        assertThat(working).as(context).isGreaterThanOrEqualTo(Roster.quorum(rest.size()));
        assertThat(gone).as(context + ": not the leader").isNotEqualTo(leader(states));
      }
      case Step.AddLearner add -> {
        long healthy = voters.stream().filter(i -> states.get(i) == State.HEALTHY).count();
        assertThat(voters.size() == 1 || healthy >= Roster.quorum(voters.size() + 1))
            .as(context)
            .isTrue();
        assertThat(states.get(Integer.parseInt(add.name().substring(1))))
            .as(context)
            .isEqualTo(State.ABSENT);
      }
      case Step.MoveLeader move ->
          assertThat(states.get(Integer.parseInt(move.to().hex().substring(1))))
              .as(context)
              .isEqualTo(State.HEALTHY);
      default -> assertThat(step).as(context).isInstanceOf(Step.Idle.class);
    }
    if (step instanceof Step.Steady) {
      assertThat(voters).as(context).allMatch(i -> states.get(i) == State.HEALTHY);
    }
  }

  private static Scene scene(int desired, List<State> states, boolean quorum) {
    Scene scene = Scene.wanting(desired, 0).leader(leader(states));
    for (int ordinal = 0; ordinal < states.size(); ordinal++) {
      switch (states.get(ordinal)) {
        case HEALTHY -> scene.member(ordinal);
        case SILENT -> scene.member(ordinal).silent(ordinal);
        case EMPTY -> scene.member(ordinal).empty(ordinal);
        case CLAIM_GONE ->
            scene.member(ordinal).silent(ordinal).volume(ordinal, new Volume.Missing());
        case CLAIM_LEAVING -> scene.member(ordinal).volume(ordinal, new Volume.Leaving());
        case ABSENT -> {}
      }
    }
    return quorum ? scene : scene.withoutQuorum();
  }

  private static boolean answers(State state) {
    return state == State.HEALTHY || state == State.CLAIM_LEAVING;
  }

  /** The last one that answers: scaling down has to deal with it. */
  private static int leader(List<State> states) {
    return IntStream.iterate(4, i -> i >= 0, i -> i - 1)
        .filter(i -> answers(states.get(i)))
        .findFirst()
        .orElse(0);
  }

  private static List<State> states(int number) {
    List<State> states = new ArrayList<>();
    int rest = number;
    for (int i = 0; i < 5; i++) {
      states.add(State.values()[rest % State.values().length]);
      rest /= State.values().length;
    }
    return states;
  }
}
