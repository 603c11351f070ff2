package dev.nestling.test.api.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.etcd.EtcdFailure;
import dev.nestling.core.etcd.Member;
import dev.nestling.core.etcd.MemberStatus;
import dev.nestling.core.etcd.membership.Decision;
import dev.nestling.core.etcd.membership.Founding;
import dev.nestling.core.etcd.membership.Pod;
import dev.nestling.core.etcd.membership.Problems;
import dev.nestling.core.etcd.membership.Step;
import dev.nestling.core.plan.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The decision's steps, executed against real etcd processes under writes. */
@Tag("api")
@Timeout(600)
class EtcdMembershipTest {
  @TempDir private Path directory;
  private EtcdHost host;

  @BeforeEach
  void start() throws IOException {
    host = new EtcdHost(directory);
  }

  @AfterEach
  void stop() {
    host.close();
  }

  @Test
  void scalesFromOneToFiveAndBackWithoutLosingAnAcknowledgedWrite() throws Exception {
    host.reconcileTo(1);
    try (var writer = new Writer(host)) {
      for (int size : List.of(3, 5, 3, 1)) {
        host.reconcileTo(size);
        assertThat(votingMembers()).isEqualTo(size);
        assertThat(host.failures()).hasOnlyElementsOfType(EtcdFailure.UnhealthyCluster.class);
      }
      assertNothingLost(writer.stop());
    }
  }

  @Test
  void aMemberWithAnEmptiedVolumeIsReplaced() throws Exception {
    host.reconcileTo(3);
    try (var writer = new Writer(host)) {
      awaitWrites(writer, 20);
      Place lost = host.place(leader());
      lost.kill();
      lost.emptyVolume();

      List<Step> steps = host.reconcileTo(3);

      assertThat(steps.stream().map(Object::getClass).map(Class::getSimpleName).distinct())
          .containsExactly("Remove", "DiscardVolume", "AddLearner", "RecordMember", "Promote");
      awaitWrites(writer, writer.count() + 20);
      assertNothingLost(writer.stop());
    }
  }

  @Test
  void aMemberWhoseClaimIsDeletedIsReplaced() throws Exception {
    host.reconcileTo(3);
    try (var writer = new Writer(host)) {
      awaitWrites(writer, 20);
      Place lost = host.place(1);
      lost.stop();
      lost.deleteClaim();

      host.reconcileTo(3);

      assertThat(votingMembers()).isEqualTo(3);
      assertNothingLost(writer.stop());
    }
  }

  /** Nothing is deleted, and what returns goes on. */
  @Test
  void withTwoOfThreeLostNothingIsDone() throws Exception {
    host.reconcileTo(3);
    Set<String> written;
    try (var writer = new Writer(host)) {
      awaitWrites(writer, 20);
      host.place(0).kill();
      host.place(1).kill();
      written = writer.stop();
    }
    Path aside = directory.resolve("aside");
    host.place(0).moveVolume(aside);
    host.place(1).moveVolume(directory.resolve("aside-1"));

    Decision decision = untilProblem(Problems.QUORUM_LOST);
    assertThat(decision.problems())
        .extracting(Problem::message)
        .first()
        .asString()
        .startsWith("too few members answer, member-0, member-1 not");
    for (int look = 0; look < 20; look++) {
      assertThat(host.reconcile(3).step()).isInstanceOf(Step.WaitFor.class);
    }

    host.place(0).returnVolume(aside);
    host.reconcileTo(3);

    assertThat(votingMembers()).isEqualTo(3);
    assertNothingLost(written);
  }

  @Test
  void aSingleMemberThatLostItsDataIsNeverFoundedAgain() throws Exception {
    host.reconcileTo(1);
    Founding founded = host.founding();
    host.place(0).kill();
    host.place(0).emptyVolume();

    untilProblem(Problems.DATA_LOST);

    assertThat(host.founding()).isEqualTo(founded);
    assertThat(host.place(0).observed().pod())
        .isInstanceOfAny(Pod.FoundNoData.class, Pod.NotReady.class);
  }

  @Test
  void aNewTemplateRestartsTheLeaderLastAndWithoutItsLeadership() throws Exception {
    host.reconcileTo(3);
    String leader = leader();
    host.wantRestarts();

    List<Step> steps = host.reconcileTo(3);

    List<String> restarted =
        steps.stream()
            .filter(Step.Restart.class::isInstance)
            .map(step -> ((Step.Restart) step).name())
            .toList();
    assertThat(restarted).hasSize(3).endsWith(leader);
    assertThat(steps.get(steps.size() - 2)).isInstanceOf(Step.MoveLeader.class);
  }

  private Decision untilProblem(String reason) {
    return Awaitility.await(reason)
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> host.reconcile(host.desired()),
            decision -> decision.problems().stream().anyMatch(p -> p.reason().equals(reason)));
  }

  private static void awaitWrites(Writer writer, int count) {
    Awaitility.await("writes").atMost(Duration.ofMinutes(1)).until(() -> writer.count() >= count);
  }

  private String leader() {
    return host.survey().statuses().entrySet().stream()
        .filter(
            entry ->
                entry
                    .getValue()
                    .answered()
                    .filter(
                        status -> status.leader().equals(java.util.Optional.of(status.member())))
                    .isPresent())
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  private long votingMembers() {
    return host.survey().members().answered().orElseThrow().members().stream()
        .filter(Member::voter)
        .count();
  }

  /** Every member has every acknowledged write. */
  private void assertNothingLost(Set<String> acknowledged) throws Exception {
    assertThat(acknowledged).isNotEmpty();
    for (var endpoint : host.endpoints().entrySet()) {
      MemberStatus status = host.client().status(endpoint.getValue()).answered().orElseThrow();
      assertThat(status.learner()).isFalse();
      assertThat(Writer.keys(host, endpoint.getValue()))
          .as(endpoint.getKey())
          .containsAll(acknowledged);
    }
  }
}
