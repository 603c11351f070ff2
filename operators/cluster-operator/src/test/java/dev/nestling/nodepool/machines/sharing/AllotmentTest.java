package dev.nestling.nodepool.machines.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.placement.Amount;
import dev.nestling.core.placement.Claimant;
import dev.nestling.core.placement.Ledger;
import dev.nestling.core.placement.PoolAnswer;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.core.placement.WorkersDemand;
import dev.nestling.nodepool.claims.Claim;
import dev.nestling.nodepool.claims.Offer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AllotmentTest {
  private static final PoolReference POOL = new PoolReference("platform", "metal");
  private static final Amount SIZE = new Amount(1000, 1L << 31, 1);

  private List<String> machines = List.of("m1", "m2", "m3");
  private Offer offer = new Offer(List.of("team"), Optional.empty(), Optional.empty());
  private Set<String> labelled = Set.of();
  private Ledger ledger = Ledger.EMPTY;
  private final Map<String, Claim> claims = new HashMap<>();
  private final Set<String> unseen = new HashSet<>();
  private final Map<String, Set<String>> enrolled = new HashMap<>();
  private boolean closing;

  /** Decides, and goes on from there. */
  private Allotment.Decision decide() {
    Allotment.Decision decision = Allotment.decide(world());
    ledger = decision.ledger();
    assertThat(Allotment.decide(world()).ledger()).as("a second look").isEqualTo(ledger);
    List<String> given = claimants().stream().flatMap(name -> machinesOf(name).stream()).toList();
    assertThat(given).as("nothing is given twice").doesNotHaveDuplicates();
    return decision;
  }

  private Allotment.World world() {
    List<Claim> asking = new ArrayList<>(claims.values());
    asking.sort(Claim.BY_AGE);
    return new Allotment.World(
        POOL, machines, offer, labelled, ledger, asking, unseen, enrolled, closing);
  }

  private List<String> claimants() {
    return ledger.entries().values().stream().map(entry -> entry.claimant().name()).toList();
  }

  private void claim(String name, int nodes) {
    claim("team", name, nodes);
  }

  /** Their names are in the order of their age. */
  private void claim(String namespace, String name, int nodes) {
    claims.put(
        name,
        new Claim(
            new Claimant(Claimant.POOL, namespace, name, "uid-" + name),
            POOL,
            WorkersDemand.of(nodes, SIZE),
            name));
  }

  private List<String> machinesOf(String name) {
    return ledger
        .answer("uid-" + name)
        .filter(PoolAnswer.Granted.class::isInstance)
        .map(answer -> ((PoolAnswer.Granted) answer).machines())
        .orElse(List.of());
  }

  private String refusalOf(String name) {
    return ledger
        .answer("uid-" + name)
        .filter(PoolAnswer.Refused.class::isInstance)
        .map(answer -> ((PoolAnswer.Refused) answer).problem())
        .map(problem -> problem.reason() + ": " + problem.message())
        .orElse("none");
  }

  private void enrol(String name, String... on) {
    enrolled.put("uid-" + name, Set.of(on));
  }

  @Test
  void whoComesFirstIsServedFirstAndTheOthersWait() {
    claim("b", 2);
    claim("a", 2);
    claim("c", 1);
    decide();
    assertThat(machinesOf("a")).containsExactly("m1", "m2");
    assertThat(machinesOf("b")).as("what there is").containsExactly("m3");
    assertThat(refusalOf("c"))
        .isEqualTo("NoRoom: NodePool platform/metal has no machine left; this pool waits");
    claims.remove("a");
    decide();
    assertThat(machinesOf("b")).as("who has some gets more first").containsExactly("m3", "m1");
    assertThat(machinesOf("c")).containsExactly("m2");
  }

  @Test
  void theGrantSaysForHowMany() {
    claim("a", 2);
    decide();
    assertThat(ledger.granted("uid-a")).contains(WorkersDemand.of(2, SIZE));
  }

  @Test
  void aMachineIsGivenBackWhenItIsClean() {
    claim("a", 3);
    decide();
    enrol("a", "m1", "m2", "m3");
    claim("a", 1);
    claim("b", 1);
    assertThat(decide().returning()).isTrue();
    assertThat(machinesOf("a")).containsExactly("m1", "m2", "m3");
    assertThat(refusalOf("b")).startsWith("NoRoom");
    enrol("a", "m1", "m3");
    assertThat(decide().returning()).isTrue();
    assertThat(machinesOf("a")).containsExactly("m1", "m3");
    assertThat(machinesOf("b")).containsExactly("m2");
    enrol("a", "m1");
    assertThat(decide().returning()).isFalse();
    assertThat(machinesOf("a")).containsExactly("m1");
  }

  @Test
  void whatIsOnItsWayBackMayBeWantedAgain() {
    claim("a", 2);
    decide();
    enrol("a", "m1", "m2");
    claim("a", 1);
    decide();
    claim("a", 2);
    assertThat(decide().returning()).isFalse();
    assertThat(machinesOf("a")).containsExactly("m1", "m2");
  }

  @Test
  void aMachineThatIsTakenFromTheListIsReplacedByAnother() {
    claim("a", 2);
    decide();
    enrol("a", "m1", "m2");
    machines = List.of("m2", "m3");
    assertThat(decide().returning()).isTrue();
    assertThat(machinesOf("a")).containsExactly("m1", "m2", "m3");
    enrol("a", "m2", "m3");
    decide();
    assertThat(machinesOf("a")).containsExactly("m2", "m3");
  }

  @Test
  void aLostLedgerPutsNobodyOut() {
    claim("a", 1);
    claim("b", 2);
    enrol("b", "m1", "m2");
    claim("other", "c", 1);
    enrol("c", "m3");
    decide();
    assertThat(machinesOf("b")).containsExactly("m1", "m2");
    assertThat(machinesOf("c")).as("shut out by now, and with a machine").containsExactly("m3");
    assertThat(refusalOf("a")).startsWith("NoRoom");
  }

  @Test
  void whoIsGoneKeepsWhatIsNotCleanYet() {
    claim("a", 2);
    decide();
    enrol("a", "m2");
    claims.remove("a");
    assertThat(decide().returning()).isTrue();
    assertThat(machinesOf("a")).containsExactly("m2");
    enrolled.clear();
    decide();
    assertThat(ledger.entries()).isEmpty();
  }

  @Test
  void aCacheThatLagsBehindCostsNobodyAMachine() {
    claim("a", 2);
    decide();
    claims.remove("a");
    unseen.add("uid-a");
    decide();
    assertThat(machinesOf("a")).containsExactly("m1", "m2");
  }

  @Test
  void whoIsNotLetInHearsNothingAndWhoWasShutOutKeepsWhatHeHas() {
    claim("stranger", "a", 1);
    claim("labelled", "b", 1);
    claim("platform", "c", 1);
    labelled = Set.of("labelled");
    decide();
    assertThat(claimants()).containsExactlyInAnyOrder("b", "c");
    labelled = Set.of();
    claim("labelled", "b", 2);
    decide();
    assertThat(machinesOf("b")).containsExactly("m1");
  }

  @Test
  void noMoreThanTheMostIsGivenAway() {
    offer = new Offer(List.of("team"), Optional.empty(), Optional.of(2));
    claim("a", 3);
    claim("b", 1);
    decide();
    assertThat(machinesOf("a")).containsExactly("m1", "m2");
    assertThat(refusalOf("b")).contains("gives away 2 machines at most");
    offer = new Offer(List.of("team"), Optional.empty(), Optional.of(0));
    decide();
    assertThat(machinesOf("a")).as("it stays").containsExactly("m1", "m2");
  }

  @Test
  void aPoolOnItsWayOutGivesNothingAway() {
    claim("a", 1);
    decide();
    closing = true;
    claim("a", 2);
    claim("b", 1);
    decide();
    assertThat(machinesOf("a")).containsExactly("m1");
    assertThat(claimants()).containsExactly("a");
  }

  @Test
  void whoWantsNoneIsAnsweredAllTheSame() {
    claim("a", 0);
    decide();
    assertThat(ledger.granted("uid-a")).isPresent();
    assertThat(machinesOf("a")).isEmpty();
  }

  @Test
  void theLedgerDoesNotGrowWithoutBound() {
    machines = List.of();
    IntStream.range(0, 400).forEach(number -> claim("a%03d".formatted(number), 1));
    IntStream.range(0, 400).forEach(number -> claim("b%03d".formatted(number), 0));
    decide();
    assertThat(ledger.entries()).hasSize(500);
  }

  @Test
  void whoOnceWantedNoneComesNotBeforeWhoWaits() {
    machines = List.of("m1");
    claim("holder", 1);
    decide();
    claim("a", 1);
    claim("b", 0);
    decide();
    claim("b", 1);
    claims.remove("holder");
    decide();
    assertThat(machinesOf("a")).containsExactly("m1");
    assertThat(refusalOf("b")).startsWith("NoRoom");
  }

  @Test
  void whoLeavesGetsNothingAndGivesBackWhatIsClean() {
    claim("a", 2);
    decide();
    enrol("a", "m2");
    claims.computeIfPresent(
        "a",
        (name, claim) ->
            new Claim(claim.claimant(), claim.pool(), claim.demand(), claim.since(), true));
    claim("b", 2);
    assertThat(decide().returning()).isTrue();
    assertThat(machinesOf("a")).containsExactly("m2");
    assertThat(machinesOf("b")).containsExactly("m1", "m3");
  }

  /** As when a share that read an old ledger began on a machine that another has by then. */
  @Test
  void ofTwoThatBeganOnOneMachineItIsTheOnesWhoseItIs() {
    claim("a", 0);
    claim("b", 1);
    decide();
    assertThat(machinesOf("b")).containsExactly("m1");
    enrol("a", "m1");
    enrol("b", "m1");
    decide();
    assertThat(machinesOf("a")).isEmpty();
    assertThat(machinesOf("b")).containsExactly("m1");
  }

  @Test
  void aClusterIsToldThatMachinesAreNoPlaceForIt() {
    claims.put(
        "c",
        new Claim(
            new Claimant("LightCluster", "team", "c", "uid-c"),
            POOL,
            WorkersDemand.of(1, SIZE),
            "c"));
    decide();
    assertThat(refusalOf("c")).startsWith("NoHosting: NodePool platform/metal takes no clusters");
  }
}
