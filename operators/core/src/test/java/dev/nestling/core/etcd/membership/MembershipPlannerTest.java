package dev.nestling.core.etcd.membership;

import static dev.nestling.core.etcd.membership.Scene.id;
import static dev.nestling.core.etcd.membership.Scene.url;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.etcd.Alarm;
import dev.nestling.core.etcd.EtcdId;
import dev.nestling.core.etcd.Start;
import dev.nestling.core.plan.Labels;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is done in each situation, exactly. */
class MembershipPlannerTest {
  private static final String LOST = "its data is lost";
  private static final String FEWER = "fewer members are wanted";

  static Stream<Arguments> steps() {
    return Stream.of(
        // Nothing to do.
        row("steady 1", Scene.of(1), new Step.Steady()),
        row("steady 3", Scene.of(3), new Step.Steady()),
        row("steady 5", Scene.of(5), new Step.Steady()),
        // The birth.
        row("none", born(new Founding.NotBegun(), 0), new Step.BeginFounding(3)),
        row("born", Scene.of(3).founding(new Founding.Begun(3)), record()),
        row("unrecorded", Scene.of(3).founding(new Founding.NotBegun()), record()),
        row("unmarked", unmarked(Scene.of(3), 1), new Step.RecordMember("m1", id(1))),
        // Growing.
        row("1 to 3", Scene.wanting(3, 1), new Step.AddLearner("m1", url(1))),
        row("2 to 3", Scene.wanting(3, 2), new Step.AddLearner("m2", url(2))),
        row("4 of 5", Scene.wanting(5, 4), new Step.AddLearner("m4", url(4))),
        row("hole", Scene.of(3).unlisted(1).volume(1, gone()), new Step.AddLearner("m1", url(1))),
        row("added", added().volume(1, gone()), new Step.RecordMember("m1", id(1))),
        row("stale", added().volume(1, of("dead")), new Step.DiscardVolume("m1")),
        row("starting", added(), wait(Learners.STARTING)),
        row("unsealed", learner().unsealed(1), wait(Learners.SEALING)),
        row("lagging", learner().behind(1, 1_001), wait(Learners.CATCHING_UP)),
        row("silent learner", learner().silent(1), wait(Learners.CATCHING_UP)),
        row("in sync", learner().behind(1, 1_000), new Step.Promote("m1", id(1))),
        row("unwanted learner", Scene.wanting(1, 1).learner(1), remove(1, FEWER)),
        row("lost learner", learner().empty(1), remove(1, LOST)),
        row("too few to grow", Scene.wanting(5, 3).silent(1), wait(Problems.QUORUM_AT_RISK)),
        row("leftover", Scene.of(1).volume(3, of("dead")), new Step.DiscardVolume("m3")),
        row("leaving", Scene.wanting(3, 2).volume(2, leaving()), wait(Growth.VOLUME_LEAVING)),
        // Shrinking.
        row("5 to 3", Scene.wanting(3, 5), remove(4, FEWER)),
        row("4 to 3", Scene.wanting(3, 4), remove(3, FEWER)),
        row("2 to 1", Scene.wanting(1, 2), remove(1, FEWER)),
        row("leader goes", Scene.wanting(3, 5).leader(4), new Step.MoveLeader("m4", id(0))),
        row("dead goes first", Scene.wanting(3, 5).silent(3), remove(3, FEWER)),
        row("others first", Scene.wanting(3, 5).silent(1), wait(Problems.QUORUM_AT_RISK)),
        // Lost volumes.
        row("empty", Scene.of(3).empty(1), remove(1, LOST)),
        row("no claim", Scene.of(3).silent(1).volume(1, gone()), remove(1, LOST)),
        row("claim going", Scene.of(3).volume(1, leaving()), remove(1, LOST)),
        row("leader's claim", Scene.of(3).volume(0, leaving()), new Step.MoveLeader("m0", id(1))),
        row("two of five", Scene.of(5).empty(3).empty(4), remove(3, LOST)),
        row("only silent", Scene.of(3).silent(1), wait(Problems.MEMBER_UNHEALTHY)),
        row("silent pod gone", gonePod(), wait(Problems.MEMBER_UNHEALTHY)),
        row("stale refusal", Scene.of(3).pod(1, new Pod.FoundNoData()), new Step.Steady()),
        row("last claim", Scene.of(1).volume(0, leaving()), wait(Problems.QUORUM_AT_RISK)),
        row("alive, others not", aliveOfUnhealthy(), wait(Problems.QUORUM_AT_RISK)),
        row("cleared", cleared(of("a1")), new Step.DiscardVolume("m1")),
        row("filled", cleared(gone()), new Step.AddLearner("m1", url(1))),
        row("lost founder", Scene.of(3).unstarted(2), wait(Problems.MEMBER_UNHEALTHY)),
        // Restarts.
        row("follower first", Scene.of(3).restart(0, 1, 2), new Step.Restart("m1")),
        row("leader last", Scene.of(3).restart(0), new Step.MoveLeader("m0", id(1))),
        row("failing first", Scene.of(3).restart(0, 1, 2).silent(2), new Step.Restart("m2")),
        row("all healthy", Scene.of(3).restart(1).silent(2), wait(Problems.QUORUM_AT_RISK)),
        row("single", Scene.of(1).restart(0), new Step.Restart("m0")),
        row("ready and silent", silentButReady(), wait(Problems.QUORUM_AT_RISK)),
        // Whom to follow: to stay, current, far, first.
        row(
            "to stay",
            Scene.wanting(3, 5).leader(4).restart(0, 1),
            new Step.MoveLeader("m4", id(2))),
        row("farthest", Scene.of(3).restart(0).behind(1, 9), new Step.MoveLeader("m0", id(2))),
        // For people.
        row("corrupt", Scene.of(3).empty(1).alarm(1, Alarm.Type.CORRUPT), wait(Problems.CORRUPT)),
        row("stranger", Scene.wanting(3, 1).stranger(), wait(Problems.FOREIGN_MEMBER)),
        row("other", Scene.of(3).founding(done("beef")), wait(Problems.FOREIGN_CLUSTER)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("steps")
  void theNextStep(String name, Scene scene, Step expected) {
    Step step = scene.step();

    if (expected instanceof Step.WaitFor(var waiting)) {
      assertThat(step).isInstanceOf(Step.WaitFor.class);
      assertThat(((Step.WaitFor) step).waiting().reason()).isEqualTo(waiting.reason());
    } else {
      assertThat(step).isEqualTo(expected);
    }
  }

  @Test
  void foundersAreThoseThatWereRecordedAndNotThoseWantedNow() {
    Decision decision = born(new Founding.Begun(1), 0).decide();

    assertThat(decision.step()).isInstanceOf(Step.WaitFor.class);
    assertThat(decision.shape("m0"))
        .isEqualTo(new Shape.Runs(new Start.Founding(new TreeMap<>(Map.of("m0", url(0))))));
    assertThat(decision.shape("m1")).isEqualTo(new Shape.Kept());
  }

  @Test
  void noClusterIsFoundedOverVolumesOfOneWhoseRecordIsLost() {
    Decision decision =
        Scene.of(3).founding(new Founding.NotBegun()).silent(0).silent(1).withoutQuorum().decide();

    assertThat(decision.step()).isInstanceOf(Step.WaitFor.class);
    assertThat(decision.shape("m0")).isEqualTo(new Shape.Runs(new Start.Sealed()));
    assertThat(decision.shape("m3")).isEqualTo(new Shape.Kept());
  }

  @Test
  void theRecordOfTheBirthIsReadAsWritten() {
    for (Founding record :
        new Founding[] {new Founding.NotBegun(), new Founding.Begun(3), done("beef")}) {
      assertThat(Founding.of(record.annotations())).isEqualTo(record);
    }
    assertThat(Founding.of(Map.of(Labels.ETCD_FOUNDERS, "3", Labels.ETCD_CLUSTER, "beef")))
        .isEqualTo(done("beef"));
  }

  @Test
  void onlyAMemberThatHasNeverRunMayStartWithoutData() {
    Decision decision = added().decide();

    assertThat(decision.shape("m0")).isEqualTo(new Shape.Runs(new Start.Sealed()));
    assertThat(decision.shape("m1"))
        .isEqualTo(
            new Shape.Runs(new Start.Joining(new TreeMap<>(Map.of("m0", url(0), "m1", url(1))))));
    assertThat(decision.shape("m2")).isEqualTo(new Shape.Goes());
  }

  @Test
  void nothingIsMadeWhereDataIsMissing() {
    assertThat(Scene.of(3).silent(1).volume(1, gone()).decide().shape("m1"))
        .isEqualTo(new Shape.Kept());
    assertThat(Scene.of(3).founding(done("beef")).decide().shape("m4")).isEqualTo(new Shape.Kept());
  }

  @Test
  void withoutAQuorumTheOwnerReadsWhoIsMissing() {
    Decision two = Scene.of(3).silent(0).empty(1).withoutQuorum().decide();

    assertThat(two.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.reason()).isEqualTo(Problems.QUORUM_LOST);
              assertThat(problem.message())
                  .isEqualTo(
                      "too few members answer, m0, m1 not; the data of m1 is lost; m0 is"
                          + " not ready: CrashLoopBackOff; nothing is deleted, and the cluster goes on when enough return");
            });
    assertThat(two.step()).isInstanceOf(Step.WaitFor.class);
    assertThat(Scene.of(1).empty(0).withoutQuorum().reasons()).containsExactly(Problems.DATA_LOST);
    assertThat(Scene.of(3).withoutQuorum().reasons()).isEmpty();
  }

  @Test
  void aNewTemplateReachesAFailingPodEvenWithoutAQuorum() {
    assertThat(Scene.of(3).silent(0).silent(1).restart(0, 1, 2).withoutQuorum().step())
        .isEqualTo(new Step.Restart("m0"));
  }

  @Test
  void severalClaimsThatAreBeingDeletedAreReplacedOneByOne() {
    assertThat(Scene.of(3).volume(0, new Volume.Leaving()).volume(1, new Volume.Leaving()).step())
        .isInstanceOfAny(Step.Remove.class, Step.MoveLeader.class);
  }

  @Test
  void whatAPodSaidBeforeItJoinedIsNoSignOfLostData() {
    assertThat(Scene.of(3).empty(1).unsealed(1).step()).isInstanceOf(Step.WaitFor.class);
  }

  @Test
  void whatIsBrokenIsNamedWithWhatToDo() {
    assertThat(Scene.of(3).silent(1).decide().problems())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.message())
                    .startsWith("m1 has not been ready for more than 120 s: CrashLoopBackOff")
                    .contains("delete its PersistentVolumeClaim"));
    Pod starting = new Pod.NotReady(Duration.ofSeconds(119), "starts");
    assertThat(Scene.of(3).silent(1).pod(1, starting).reasons()).isEmpty();
    assertThat(Scene.of(3).silent(1).pod(1, new Pod.Ready()).reasons())
        .containsExactly(Problems.MEMBER_UNHEALTHY);
    assertThat(Scene.of(3).empty(1).reasons()).isEmpty();
    assertThat(Scene.of(1).volume(0, leaving()).reasons()).containsExactly(Problems.QUORUM_AT_RISK);
  }

  private static Arguments row(String name, Scene scene, Step expected) {
    return Arguments.of(name, scene, expected);
  }

  private static Step wait(String reason) {
    return Step.WaitFor.of(reason, "");
  }

  private static Step remove(int ordinal, String why) {
    return new Step.Remove(Scene.name(ordinal), id(ordinal), why);
  }

  private static Step record() {
    return new Step.RecordCluster(Scene.CLUSTER);
  }

  private static Founding done(String cluster) {
    return new Founding.Done(new EtcdId(cluster));
  }

  private static Scene born(Founding founding, int members) {
    return Scene.wanting(3, members).founding(founding).withoutQuorum();
  }

  private static Scene unmarked(Scene scene, int ordinal) {
    return scene.volume(ordinal, new Volume.Unmarked());
  }

  private static Scene added() {
    return Scene.wanting(3, 1).learner(1).unstarted(1);
  }

  private static Scene learner() {
    return Scene.wanting(3, 1).learner(1);
  }

  private static Scene gonePod() {
    return Scene.of(3).silent(1).pod(1, new Pod.Absent());
  }

  private static Scene silentButReady() {
    return Scene.of(3).restart(1).silent(1).pod(1, new Pod.Ready());
  }

  private static Scene aliveOfUnhealthy() {
    return Scene.of(5).volume(1, leaving()).silent(2);
  }

  private static Scene cleared(Volume volume) {
    return Scene.of(3).unlisted(1).volume(1, volume).pod(1, new Pod.Absent());
  }

  private static Volume gone() {
    return new Volume.Missing();
  }

  private static Volume leaving() {
    return new Volume.Leaving();
  }

  private static Volume of(String member) {
    return new Volume.Marked(new EtcdId(member));
  }
}
