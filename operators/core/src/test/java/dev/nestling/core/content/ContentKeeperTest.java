package dev.nestling.core.content;

import static dev.nestling.core.content.Samples.configMap;
import static dev.nestling.core.content.Samples.pathOf;
import static dev.nestling.core.content.Targets.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Pauses are one hour here unless a test says otherwise: what happens, happens because of a call.
 */
@Timeout(60)
class ContentKeeperTest {
  private static final ContentKey EDGE = new ContentKey("ns", "edge");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final NestedContent A = NestedContent.of(List.of(configMap("a")));
  private static final NestedContent A_AND_B =
      NestedContent.of(List.of(configMap("a"), configMap("b")));

  private final FakeCluster server = new FakeCluster();
  private final BlockingQueue<ContentKey> changes = new LinkedBlockingQueue<>();
  private ContentKeeper keeper = keeper(new ContentPace(HOUR, HOUR, HOUR));

  private ContentKeeper keeper(ContentPace pace) {
    var standard = ContentKeeper.Settings.standard();
    return new ContentKeeper(
        server, changes::add, new ContentKeeper.Settings(standard.threads(), 2, pace));
  }

  @AfterEach
  void close() {
    keeper.close();
  }

  @Test
  void aNewContentIsAppliedAtOnceAndTheChangeTold() throws InterruptedException {
    assertThat(keeper.state(EDGE)).isEqualTo(new ContentState.NeverApplied());

    keeper.watch(EDGE, target("edge"), A);

    assertThat(nextChange()).isEqualTo(EDGE);
    assertThat(keeper.state(EDGE)).isEqualTo(new ContentState.Applied(A.fingerprint()));
    assertThat(keeper.state(EDGE).applied(A)).isTrue();
    assertThat(keeper.state(EDGE).applied(A_AND_B)).isFalse();
  }

  @Test
  void theSameContentChangesNothing() throws InterruptedException {
    keeper.watch(EDGE, target("edge"), A);
    nextChange();
    int asked = server.requests();

    keeper.watch(EDGE, target("edge"), NestedContent.of(List.of(configMap("a"))));

    assertThat(changes.poll(300, TimeUnit.MILLISECONDS)).isNull();
    assertThat(server.requests()).isEqualTo(asked);
  }

  @Test
  void anotherContentIsAppliedAtOnceAndWhatIsLeftOutGoes() throws InterruptedException {
    keeper.watch(EDGE, target("edge"), A_AND_B);
    nextChange();

    keeper.watch(EDGE, target("edge"), A);

    assertThat(nextChange()).isEqualTo(EDGE);
    assertThat(keeper.state(EDGE).applied(A)).isTrue();
    assertThat(server.paths()).containsExactly(pathOf("a"));
  }

  @Test
  void anotherTargetIsAppliedToAtOnce() throws InterruptedException {
    keeper.watch(EDGE, target("edge"), A);
    nextChange();
    server.remove(pathOf("a"));

    keeper.watch(EDGE, target("elsewhere"), A);

    await().untilAsserted(() -> assertThat(server.value("a")).isEqualTo("value"));
  }

  @Test
  void aPokeRepairs() throws InterruptedException {
    keeper.watch(EDGE, target("edge"), A);
    nextChange();
    server.remove(pathOf("a"));

    keeper.poke(EDGE);

    await().untilAsserted(() -> assertThat(server.value("a")).isEqualTo("value"));
    assertThat(changes).isEmpty();
  }

  @Test
  void driftIsRepairedInThePaceOfRepairs() {
    keeper.close();
    keeper = keeper(new ContentPace(HOUR, HOUR, SHORT));
    keeper.watch(EDGE, target("edge"), A);

    for (int time = 0; time < 3; time++) {
      await().untilAsserted(() -> assertThat(server.value("a")).isEqualTo("value"));
      server.remove(pathOf("a"));
    }
  }

  @Test
  void onlyWhatFailedIsTriedAgain() throws Exception {
    keeper.close();
    keeper = keeper(new ContentPace(SHORT, SHORT, HOUR));
    server.refusals.put("PATCH " + pathOf("b"), FakeCluster.status(422, "Invalid", "no"));
    keeper.watch(EDGE, target("edge"), A_AND_B);

    assertThat(nextChange()).isEqualTo(EDGE);
    assertThat(keeper.state(EDGE))
        .isEqualTo(
            new ContentState.Failed(
                A_AND_B.fingerprint(),
                List.of(new ContentFailure("ConfigMap kube-system/b", "Invalid", "HTTP 422: no"))));
    await().until(() -> server.writes().size() > 5);
    assertThat(changes).isEmpty();
    assertThat(server.writes()).containsOnlyOnce("PATCH " + pathOf("a"));

    server.refusals.clear();
    assertThat(nextChange()).isEqualTo(EDGE);
    assertThat(keeper.state(EDGE).applied(A_AND_B)).isTrue();
  }

  @Test
  void driftIsRepairedWhileSomethingFails() throws IOException {
    keeper.close();
    keeper = keeper(new ContentPace(SHORT, SHORT, SHORT.multipliedBy(5)));
    server.refusals.put("PATCH " + pathOf("b"), FakeCluster.status(422, "Invalid", "no"));
    keeper.watch(EDGE, target("edge"), A_AND_B);
    await().untilAsserted(() -> assertThat(server.value("a")).isEqualTo("value"));

    server.remove(pathOf("a"));

    await().untilAsserted(() -> assertThat(server.value("a")).isEqualTo("value"));
  }

  @Test
  void whatMayPassIsBelievedTheThirdTime() throws Exception {
    server.refusals.put("PATCH " + pathOf("a"), FakeCluster.status(500, "InternalError", "1"));
    keeper.watch(EDGE, target("edge"), A);
    await().until(() -> server.writes().size() == 1);
    keeper.poke(EDGE);
    await().until(() -> server.writes().size() == 2);
    assertThat(changes.poll(200, TimeUnit.MILLISECONDS)).isNull();

    keeper.poke(EDGE);
    nextChange();
    ContentState failed = keeper.state(EDGE);
    assertThat(failed).isInstanceOf(ContentState.Failed.class);

    server.refusals.put("PATCH " + pathOf("a"), FakeCluster.status(500, "InternalError", "2"));
    keeper.poke(EDGE);
    await().until(() -> server.writes().size() == 4);
    assertThat(changes.poll(200, TimeUnit.MILLISECONDS)).isNull();
    assertThat(keeper.state(EDGE)).isEqualTo(failed);
  }

  @Test
  void aServerThatStartsIsTriedUntilItAnswers() throws InterruptedException {
    keeper.close();
    keeper = keeper(new ContentPace(SHORT, SHORT, HOUR));
    server.down = true;
    keeper.watch(EDGE, target("edge"), A);
    nextChange();
    assertThat(keeper.state(EDGE))
        .isEqualTo(new ContentState.Unavailable(A.fingerprint(), "Connection refused"));

    server.down = false;

    nextChange();
    assertThat(keeper.state(EDGE).applied(A)).isTrue();
  }

  @Test
  void whatWasAppliedStaysAppliedWhenTheServerFallsSilent() throws InterruptedException {
    keeper.watch(EDGE, target("edge"), A);
    nextChange();
    server.down = true;

    keeper.poke(EDGE);
    assertThat(changes.poll(300, TimeUnit.MILLISECONDS)).isNull();
    assertThat(keeper.state(EDGE).applied(A)).isTrue();

    keeper.watch(EDGE, target("edge"), A_AND_B);
    nextChange();
    assertThat(keeper.state(EDGE)).isInstanceOf(ContentState.Unavailable.class);
  }

  @Test
  void whoIsForgottenIsLeftAlone() throws InterruptedException {
    keeper.watch(EDGE, target("edge"), A);
    nextChange();

    keeper.forget(EDGE);
    int asked = server.requests();
    keeper.poke(EDGE);

    assertThat(keeper.state(EDGE)).isEqualTo(new ContentState.NeverApplied());
    assertThat(changes.poll(300, TimeUnit.MILLISECONDS)).isNull();
    assertThat(server.requests()).isEqualTo(asked);
    assertThat(server.paths()).containsExactly(pathOf("a"));
  }

  @Test
  void nobodyWritesAfterTheEnd() throws InterruptedException {
    keeper.watch(EDGE, target("edge"), A);
    nextChange();

    keeper.close();
    int asked = server.requests();
    keeper.watch(EDGE, target("edge"), A_AND_B);

    assertThat(changes.poll(300, TimeUnit.MILLISECONDS)).isNull();
    assertThat(server.requests()).isEqualTo(asked);
  }

  @Test
  void aListenerThatFailsStopsNothing() {
    keeper.close();
    var standard = ContentKeeper.Settings.standard();
    keeper =
        new ContentKeeper(
            server,
            ignored -> {
              throw new IllegalStateException("listener");
            },
            new ContentKeeper.Settings(standard.threads(), 1, new ContentPace(HOUR, HOUR, HOUR)));
    keeper.watch(EDGE, target("edge"), A);
    await().until(() -> keeper.state(EDGE).applied(A));

    keeper.watch(EDGE, target("edge"), A_AND_B);

    await().until(() -> keeper.state(EDGE).applied(A_AND_B));
  }

  @Test
  void pausesGrowWithTheTimeOfFailing() {
    var pace = ContentPace.standard();

    assertThat(pace.afterFailure(Duration.ZERO)).isEqualTo(Duration.ofMillis(200));
    assertThat(pace.afterFailure(Duration.ofSeconds(60))).isEqualTo(Duration.ofSeconds(6));
    assertThat(pace.afterFailure(HOUR)).isEqualTo(Duration.ofSeconds(30));
  }

  private ContentKey nextChange() throws InterruptedException {
    ContentKey key = changes.poll(30, TimeUnit.SECONDS);
    assertThat(key).as("a change").isNotNull();
    return Objects.requireNonNull(key);
  }
}
