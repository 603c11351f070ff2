package dev.nestling.nodepool.machines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.api.v1alpha1.NodePoolStatus.MachinePhase;
import dev.nestling.core.plan.Problem;
import dev.nestling.nodepool.machines.MachineFleet.Decision;
import dev.nestling.nodepool.machines.MachineFleet.Deed;
import dev.nestling.nodepool.machines.MachineFleet.Step;
import dev.nestling.nodepool.supply.Inside;
import dev.nestling.nodepool.supply.NodeHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MachineFleetTest {
  private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");
  private static final String UID = "pool-uid";
  private static final String NEW = "new";

  private final List<Host> wanted = new ArrayList<>();
  private final Map<String, Enrolment.Entry> enrolled = new TreeMap<>();
  private final Map<String, MachineState> states = new TreeMap<>();
  private final Map<String, NodeHealth> nodes = new TreeMap<>();
  private final Set<String> drained = new HashSet<>();
  private final Set<String> abandoned = new HashSet<>();
  private final Set<String> strangers = new HashSet<>();
  private Optional<Set<String>> asked = Optional.empty();
  private boolean answers = true;
  private boolean silent;
  private boolean takesNodes = true;
  private Optional<Problem> obstacle = Optional.empty();

  private static Host host(String name) {
    return new Host(name, "192.0.2.1", 22, "root", List.of("key"), "secret", null);
  }

  private static Enrolment.Entry entry(String name, boolean leaving) {
    return new Enrolment.Entry(host(name), "192.0.2.1", leaving);
  }

  private static Found found(
      Optional<String> owner, Optional<String> installed, boolean active, List<String> lacking) {
    return new Found(
        "amd64",
        "192.0.2.1",
        owner,
        installed,
        installed.map(any -> "image"),
        active,
        Optional.empty(),
        lacking);
  }

  private void looked(String name, Found found) {
    states.put(name, state(Optional.of(found), Optional.empty(), false));
  }

  private static MachineState state(
      Optional<Found> found, Optional<Instant> changed, boolean clean) {
    return new MachineState(Optional.empty(), found, changed, Optional.empty(), clean);
  }

  private void changed(String name, Duration ago) {
    Found found = Objects.requireNonNull(states.get(name)).found().orElseThrow();
    states.put(name, state(Optional.of(found), Optional.of(NOW.minus(ago)), false));
  }

  private void isClean(String name) {
    states.put(name, state(Optional.empty(), Optional.empty(), true));
  }

  /** Somebody's machine with nothing on it. */
  private void blank(String name) {
    wanted.add(host(name));
    looked(name, found(Optional.empty(), Optional.empty(), false, List.of()));
  }

  /** One that is a node, with this on it. */
  private void running(String name, String fingerprint) {
    wanted.add(host(name));
    enrolled.put(name, entry(name, false));
    looked(name, ours(name, fingerprint));
    node(name, true);
  }

  private static Found ours(String name, String fingerprint) {
    return found(Optional.of(UID + " " + name), Optional.of(fingerprint), true, List.of());
  }

  private void node(String name, boolean ready) {
    nodes.put(name, new NodeHealth(ready, Optional.empty()));
  }

  private void takenFromTheSpec(String name) {
    wanted.removeIf(host -> host.name().equals(name));
  }

  private Decision decide() {
    Set<String> all = new HashSet<>(enrolled.keySet());
    wanted.forEach(host -> all.add(host.name()));
    return MachineFleet.decide(
        new MachineFleet.Seen(
            wanted,
            new Enrolment(enrolled, Map.of()),
            states,
            answers
                ? new Inside(
                    Optional.of(nodes), strangers, asked.orElse(all), drained, Optional.empty())
                : Inside.UNKNOWN,
            silent,
            NOW),
        new MachineFleet.Blueprint() {
          @Override
          public String mark(Host host) {
            return UID + " " + host.name();
          }

          @Override
          public Optional<String> fingerprint(Host host, String nodeAddress) {
            return takesNodes ? Optional.of(NEW) : Optional.empty();
          }

          @Override
          public Optional<Problem> obstacle(Found found) {
            return obstacle;
          }

          @Override
          public boolean isAbandoned(String machine) {
            return abandoned.contains(machine);
          }
        });
  }

  private Enrolment.Entry remembered(String name) {
    return Objects.requireNonNull(decide().enrolment().machines().get(name), name);
  }

  private Step step(String name) {
    return Objects.requireNonNull(decide().steps().get(name), name);
  }

  @Test
  void aMachineIsLookedAtBeforeAnythingIsDone() {
    wanted.add(host("a"));
    assertThat(step("a").deed()).isEqualTo(Deed.LOOK);
    assertThat(step("a").phase()).isEqualTo(MachinePhase.Pending);
    assertThat(decide().enrolment().machines()).as("nothing was done on it").isEmpty();
  }

  @Test
  void aMachineIsRememberedBeforeAnythingIsDoneOnIt() {
    blank("a");
    assertThat(step("a").deed()).isEqualTo(Deed.INSTALL);
    assertThat(decide().enrolment().machines()).containsOnlyKeys("a");
    assertThat(decide().changes().expected()).containsExactly("a");
  }

  @Test
  void nothingIsBegunBeforeItIsKnownWhoHasTheName() {
    blank("a");
    asked = Optional.of(Set.of());
    assertThat(step("a").deed()).as("nobody has looked").isEqualTo(Deed.LOOK);
    asked = Optional.empty();
    strangers.add("a");
    node("a", true);
    assertThat(step("a").deed()).isEqualTo(Deed.LOOK);
    assertThat(step("a").problem().orElseThrow().reason()).isEqualTo("NodeTaken");
    assertThat(step("a").phase()).as("a stranger's word").isEqualTo(MachinePhase.Pending);
    assertThat(decide().enrolment().machines()).isEmpty();
    assertThat(decide().changes().adopted()).isEmpty();
  }

  @Test
  void aNodeThatLostItsLabelIsTakenInAgainAndNotCleaned() {
    running("a", NEW);
    strangers.add("a");
    assertThat(decide().changes().adopted()).containsExactly("a");
    takenFromTheSpec("a");
    assertThat(step("a").deed()).isEqualTo(Deed.LOOK);
    assertThat(decide().changes().adopted()).containsExactly("a");
    assertThat(decide().changes().expected()).as("it is looked for").containsExactly("a");
  }

  @Test
  void nobodyIsCleanedBecauseNobodyLooked() {
    running("a", NEW);
    nodes.clear();
    takenFromTheSpec("a");
    asked = Optional.of(Set.of());
    assertThat(step("a").deed()).isEqualTo(Deed.LOOK);
    asked = Optional.empty();
    assertThat(step("a").deed()).isEqualTo(Deed.CLEAN);
  }

  @Test
  void anotherMachineAtANewAddressIsNotTakenForTheOldOne() {
    running("a", NEW);
    enrolled.put(
        "a",
        new Enrolment.Entry(
            new Host("a", "192.0.2.99", 22, "root", List.of("key"), "secret", null),
            "192.0.2.99",
            false));
    assertThat(step("a").problem()).as("it has our mark: it has moved").isEmpty();
    Enrolment.Entry entry = remembered("a");
    assertThat(entry.host().address()).isEqualTo("192.0.2.1");
    assertThat(entry.nodeAddress()).isEqualTo("192.0.2.99");
    looked("a", found(Optional.empty(), Optional.empty(), false, List.of()));
    assertThat(step("a").problem().orElseThrow().reason()).isEqualTo("MachineMoved");
    assertThat(step("a").deed()).isEqualTo(Deed.LOOK);
  }

  @Test
  void anAgentThatRunsWithoutANodeIsStartedAnewNowAndThen() {
    running("a", NEW);
    nodes.clear();
    assertThat(step("a").deed()).isEqualTo(Deed.RESTART);
    changed("a", Duration.ofSeconds(30));
    assertThat(step("a").deed()).as("it is on its way").isEqualTo(Deed.INSTALL);
    changed("a", Duration.ofMinutes(3));
    assertThat(step("a").deed()).isEqualTo(Deed.RESTART);
    answers = false;
    assertThat(step("a").deed()).as("nobody says that it has none").isEqualTo(Deed.INSTALL);
  }

  @Test
  void theNextNodeIsChangedWhenTheLastOneIsKnownToBeWell() {
    running("a", NEW);
    running("b", "old");
    changed("a", Duration.ofSeconds(10));
    assertThat(decide().changes().departing()).isEmpty();
    changed("a", Duration.ofMinutes(2));
    assertThat(decide().changes().departing()).containsExactly("b");
    assertThat(decide().changes().returning()).containsExactly("b");
  }

  @Test
  void nodesThatAreNotWellAreChangedOneByOne() {
    running("a", "old");
    running("b", "old");
    node("a", false);
    node("b", false);
    assertThat(step("a").deed()).isEqualTo(Deed.INSTALL);
    assertThat(step("b").deed()).isEqualTo(Deed.LOOK);
    looked("a", ours("a", NEW));
    changed("a", Duration.ofSeconds(10));
    assertThat(step("b").deed()).as("see first how it did").isEqualTo(Deed.LOOK);
    changed("a", Duration.ofMinutes(2));
    assertThat(step("b").deed()).isEqualTo(Deed.INSTALL);
  }

  @Test
  void whatNobodyCanReadIsKept() {
    var enrolment = new Enrolment(Map.of(), Map.of("a", "{"));
    assertThat(enrolment.isEmpty()).isFalse();
  }

  @Test
  void nothingIsInstalledWhileTheClusterTakesNobody() {
    blank("a");
    takesNodes = false;
    assertThat(step("a").deed()).isEqualTo(Deed.LOOK);
    assertThat(decide().enrolment().machines()).isEmpty();
  }

  @Test
  void aMachineOfSomebodyElseIsNotTouched() {
    wanted.add(host("a"));
    looked("a", found(Optional.of("other-uid a"), Optional.of("x"), true, List.of()));
    assertThat(step("a").deed()).isEqualTo(Deed.LOOK);
    assertThat(step("a").problem().orElseThrow().reason()).isEqualTo("MachineTaken");
    assertThat(decide().enrolment().machines()).isEmpty();
  }

  @Test
  void aMachineUnderTwoNamesIsTheFirstOnes() {
    running("a", NEW);
    wanted.add(host("b"));
    looked("b", ours("a", NEW));
    assertThat(step("b").problem().orElseThrow().reason()).isEqualTo("MachineTaken");
    assertThat(step("a").phase()).isEqualTo(MachinePhase.Ready);
  }

  @Test
  void whatAMachineLacksIsSaid() {
    wanted.add(host("a"));
    looked(
        "a",
        found(Optional.empty(), Optional.empty(), false, List.of("these programs: runc", "x")));
    assertThat(step("a").problem().orElseThrow().message()).contains("these programs: runc; x");
    assertThat(decide().enrolment().machines()).isEmpty();
  }

  @Test
  void nothingIsBegunBeforeTheFilesAreThere() {
    blank("a");
    obstacle = Optional.of(new Problem("FilesPending", "wait"));
    assertThat(step("a").deed()).isEqualTo(Deed.LOOK);
    assertThat(step("a").problem()).isEqualTo(obstacle);
    assertThat(decide().enrolment().machines()).isEmpty();
  }

  @Test
  void aNodeThatIsWellIsLeftAlone() {
    running("a", NEW);
    assertThat(step("a").deed()).isEqualTo(Deed.LOOK);
    assertThat(step("a").settled()).isTrue();
    assertThat(decide().changes().departing()).isEmpty();
  }

  @Test
  void anAgentThatDoesNotRunOrHasNotJoinedIsHelped() {
    running("a", NEW);
    node("a", false);
    assertThat(step("a").deed()).as("not ready").isEqualTo(Deed.INSTALL);
    node("a", true);
    looked("a", found(Optional.of(UID + " a"), Optional.of(NEW), false, List.of()));
    assertThat(step("a").deed()).as("nobody has noticed yet").isEqualTo(Deed.INSTALL);
  }

  @Test
  void whatAMachineLacksNowKeepsNoNodeFromBeingHelped() {
    running("a", NEW);
    node("a", false);
    looked("a", found(Optional.of(UID + " a"), Optional.of(NEW), false, List.of("room")));
    assertThat(step("a").deed()).isEqualTo(Deed.INSTALL);
  }

  @Test
  void nodesAreChangedOneAtATimeAndDrainedBefore() {
    running("a", "old");
    running("b", "old");
    running("c", NEW);
    assertThat(decide().changes().departing()).containsExactly("a");
    assertThat(step("a").deed()).isEqualTo(Deed.LOOK);
    assertThat(step("a").phase()).isEqualTo(MachinePhase.Draining);
    drained.add("a");
    assertThat(step("a").deed()).isEqualTo(Deed.INSTALL);
    assertThat(step("b").deed()).isEqualTo(Deed.LOOK);
    assertThat(decide().changes().departing()).as("still").containsExactly("a");
  }

  @Test
  void nodesAreChangedOnlyWhileAllOthersAreWell() {
    running("a", "old");
    running("b", NEW);
    node("b", false);
    assertThat(decide().changes().departing()).isEmpty();
    assertThat(step("a").deed()).isEqualTo(Deed.LOOK);
  }

  @Test
  void aNodeThatIsNotWellIsChangedAtOnce() {
    running("a", "old");
    node("a", false);
    assertThat(step("a").deed()).isEqualTo(Deed.INSTALL);
    assertThat(decide().changes().departing()).isEmpty();
  }

  @Test
  void whoGoesIsDrainedThenCleanedThenForgotten() {
    running("a", NEW);
    running("b", NEW);
    takenFromTheSpec("a");
    assertThat(decide().changes().departing()).containsExactly("a");
    assertThat(step("a").deed()).isEqualTo(Deed.LOOK);
    drained.add("a");
    assertThat(step("a").deed()).isEqualTo(Deed.CLEAN);
    Enrolment.Entry leaving = remembered("a");
    assertThat(leaving.leaving()).isTrue();

    enrolled.put("a", leaving);
    drained.clear();
    assertThat(step("a").deed()).as("its node is well: not believed").isEqualTo(Deed.LOOK);
    node("a", false);
    assertThat(step("a").deed()).as("another operator goes on").isEqualTo(Deed.CLEAN);
    isClean("a");
    assertThat(decide().changes().removed()).containsExactly("a");
    assertThat(decide().enrolment().machines()).as("its Node is there").containsKey("a");
    nodes.remove("a");
    assertThat(decide().enrolment().machines()).containsOnlyKeys("b");
    assertThat(decide().steps()).containsOnlyKeys("b");
  }

  @Test
  void nobodyGoesWhileTheClusterDoesNotAnswer() {
    running("a", NEW);
    takenFromTheSpec("a");
    answers = false;
    assertThat(step("a").deed()).isEqualTo(Deed.LOOK);
    silent = true;
    assertThat(step("a").deed()).as("unless it is not waited for").isEqualTo(Deed.CLEAN);
    isClean("a");
    assertThat(decide().enrolment().machines()).isEmpty();
  }

  @Test
  void aMachineThatNeverBecameANodeIsCleanedAtOnce() {
    running("a", NEW);
    nodes.remove("a");
    takenFromTheSpec("a");
    assertThat(step("a").deed()).isEqualTo(Deed.CLEAN);
  }

  @Test
  void aMachineOnWhichNothingWasDoneIsForgottenAtOnce() {
    blank("a");
    takenFromTheSpec("a");
    assertThat(decide().steps()).isEmpty();
    assertThat(decide().enrolment().machines()).isEmpty();
  }

  @Test
  void aMachineThatIsAnothersByNowIsForgotten() {
    running("a", NEW);
    takenFromTheSpec("a");
    nodes.remove("a");
    Found found = Objects.requireNonNull(states.get("a")).found().orElseThrow();
    states.put(
        "a",
        new MachineState(
            Optional.empty(),
            Optional.of(
                new Found(
                    found.architecture(),
                    found.address(),
                    Optional.of("somebody-else a"),
                    found.installed(),
                    found.files(),
                    found.active(),
                    found.words(),
                    found.lacking())),
            Optional.empty(),
            Optional.empty(),
            false));
    assertThat(decide().enrolment().machines()).isEmpty();
  }

  @Test
  void whatCanNotBeCleanedIsToldUntilItsOwnerGivesItUp() {
    running("a", NEW);
    nodes.remove("a");
    takenFromTheSpec("a");
    states.put("a", MachineState.troubled(new Problem("MachineUnreachable", "nobody answers")));
    assertThat(step("a").deed()).isEqualTo(Deed.CLEAN);
    assertThat(step("a").problem().orElseThrow().message())
        .contains("nobody answers", MachinesScope.ABANDON);
    abandoned.add("a");
    assertThat(decide().enrolment().machines()).isEmpty();
    node("a", false);
    assertThat(decide().changes().removed()).containsExactly("a");
  }

  @Test
  void whoIsWantedAgainIsCleanFirst() {
    running("a", NEW);
    node("a", false);
    enrolled.put("a", entry("a", true));
    assertThat(step("a").deed()).isEqualTo(Deed.CLEAN);
    isClean("a");
    nodes.remove("a");
    assertThat(decide().enrolment().machines()).isEmpty();
  }

  @Test
  void whatWasForgottenIsRememberedWhenAMachineSaysIt() {
    running("a", NEW);
    enrolled.clear();
    assertThat(decide().enrolment().machines()).containsOnlyKeys("a");
  }

  @Test
  void aMachineThatCanNotBeReachedIsNoReasonWhileItsNodeIsWell() {
    running("a", NEW);
    states.put("a", MachineState.troubled(new Problem("MachineUnreachable", "nobody answers")));
    assertThat(step("a").settled()).isTrue();
    assertThat(step("a").phase()).isEqualTo(MachinePhase.Ready);
    node("a", false);
    assertThat(step("a").settled()).isFalse();
  }
}
