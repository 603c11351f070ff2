package dev.nestling.test.api.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.etcd.EtcdAnswer;
import dev.nestling.core.etcd.EtcdClient;
import dev.nestling.core.etcd.EtcdFailure;
import dev.nestling.core.etcd.EtcdId;
import dev.nestling.core.etcd.Member;
import dev.nestling.core.etcd.MemberList;
import dev.nestling.core.etcd.MemberStatus;
import dev.nestling.core.https.HttpsTarget;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a real etcd says to each question and to each mistake. */
@Tag("api")
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EtcdClientTest {
  private static final EtcdId NOBODY = new EtcdId("abc");

  private EtcdHost host;
  private EtcdClient client;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    host = new EtcdHost(directory);
    host.reconcileTo(3);
    client = host.client();
  }

  @AfterAll
  void stop() {
    host.close();
  }

  @Test
  void aMemberTellsWhatItIs() {
    MemberList list = ok(client.members(any()));
    MemberStatus status = ok(client.status(any()));

    assertThat(list.members()).hasSize(3).allMatch(Member::voter).allMatch(Member::started);
    assertThat(list.members()).extracting(Member::name).contains("member-0", "member-1");
    assertThat(status.cluster()).isEqualTo(list.cluster());
    assertThat(list.members()).extracting(Member::id).contains(status.member());
    assertThat(status.version()).startsWith("3.6.");
    assertThat(status.leader()).isPresent();
    assertThat(status.raft().term()).isPositive();
    assertThat(status.raft().index()).isGreaterThanOrEqualTo(status.raft().appliedIndex());
    assertThat(status.database().size()).isGreaterThanOrEqualTo(status.database().inUse());
    assertThat(status.database().quota()).isEqualTo(64L << 20);
    assertThat(status.alarms()).isEmpty();
    assertThat(ok(client.alarms(any()))).isEmpty();
    assertThat(ok(client.read(any()))).isPositive();
  }

  @Test
  void leadershipMovesWhenItsHolderIsAsked() {
    EtcdId leader = ok(client.status(any())).leader().orElseThrow();
    HttpsTarget holder = endpoint(leader);
    EtcdId other =
        ok(client.members(any())).members().stream()
            .map(Member::id)
            .filter(id -> !id.equals(leader))
            .findFirst()
            .orElseThrow();

    assertThat(failure(client.moveLeader(endpoint(other), other)))
        .isInstanceOf(EtcdFailure.NotLeader.class);
    assertThat(failure(client.moveLeader(holder, NOBODY)))
        .isInstanceOf(EtcdFailure.BadTransferee.class);
    assertThat(ok(client.moveLeader(holder, other))).isEqualTo(other);
    assertThat(ok(client.status(endpoint(other))).leader()).contains(other);
  }

  @Test
  void mistakesAreToldApart() {
    EtcdId voter = ok(client.status(any())).member();
    String taken = ok(client.members(any())).members().getFirst().peerUrls().getFirst();

    assertThat(failure(client.remove(any(), NOBODY)))
        .isInstanceOf(EtcdFailure.MemberNotFound.class);
    assertThat(failure(client.promote(any(), NOBODY)))
        .isInstanceOf(EtcdFailure.MemberNotFound.class);
    assertThat(failure(client.promote(any(), voter))).isInstanceOf(EtcdFailure.NotLearner.class);
    Awaitility.await("connected for five seconds")
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> failure(client.addLearner(any(), taken)),
            EtcdFailure.MemberExists.class::isInstance);
  }

  @Test
  void aLearnerIsNotPromotedBeforeItIsThereAndThereIsOneAtMost() {
    Member learner =
        Awaitility.await("connected for five seconds")
            .atMost(Duration.ofMinutes(1))
            .until(
                () -> client.addLearner(any(), "https://localhost:1").answered(),
                java.util.Optional::isPresent)
            .orElseThrow();
    try {
      assertThat(learner.learner()).isTrue();
      assertThat(learner.started()).isFalse();
      assertThat(failure(client.promote(any(), learner.id())))
          .isInstanceOf(EtcdFailure.LearnerNotInSync.class);
      assertThat(failure(client.addLearner(any(), "https://localhost:2")))
          .isInstanceOf(EtcdFailure.TooManyLearners.class);
    } finally {
      ok(client.remove(any(), learner.id()));
    }
  }

  @Test
  void aFileIsDefragmented() {
    assertThat(client.defragment(any())).isInstanceOf(EtcdAnswer.Ok.class);
  }

  @Test
  void trustIsMutual() {
    Credentials others = Credentials.mint();
    String url = host.place(0).clientUrl();

    assertThat(failure(client.status(host.credentials().target(url, others.operator()))))
        .isInstanceOf(EtcdFailure.Denied.class);
    assertThat(failure(client.status(others.target(url))))
        .isInstanceOf(EtcdFailure.Untrusted.class);
  }

  @Test
  void nobodyIsWaitedForLongerThanSaid() throws IOException {
    var impatient = new EtcdClient(host.https(), Duration.ofMillis(300));
    try (var silent = new ServerSocket(0)) {
      String url = "https://localhost:" + silent.getLocalPort();
      assertThat(failure(impatient.status(host.credentials().target(url))))
          .isEqualTo(new EtcdFailure.Unreachable("no answer within 300 ms"));
    }
    assertThat(failure(client.status(host.credentials().target("https://localhost:1"))))
        .isInstanceOf(EtcdFailure.Unreachable.class);
  }

  private HttpsTarget any() {
    return host.endpoints().firstEntry().getValue();
  }

  private HttpsTarget endpoint(EtcdId member) {
    return host.endpoints().values().stream()
        .filter(target -> ok(client.status(target)).member().equals(member))
        .findFirst()
        .orElseThrow();
  }

  private static <T> T ok(EtcdAnswer<T> answer) {
    return answer
        .answered()
        .orElseThrow(() -> new AssertionError("failed: " + answer.failed().orElseThrow()));
  }

  private static EtcdFailure failure(EtcdAnswer<?> answer) {
    return answer.failed().orElseThrow(() -> new AssertionError("it was answered: " + answer));
  }
}
