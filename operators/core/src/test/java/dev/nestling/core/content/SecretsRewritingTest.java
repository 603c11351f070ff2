package dev.nestling.core.content;

import static dev.nestling.core.content.Samples.configMap;
import static dev.nestling.core.content.Targets.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.core.encryption.KeyRotation.Rewriting;
import dev.nestling.core.https.HttpAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SecretsRewritingTest {
  private static final ContentKey EDGE = new ContentKey("ns", "edge");
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final NestedContent CONTENT = NestedContent.of(List.of(configMap("a")));
  private static final String TOKEN = "/api/v1/namespaces/one/secrets/token";
  private static final String PASSWORD = "/api/v1/namespaces/two/secrets/password";

  private final FakeCluster server = new FakeCluster();
  private final AtomicInteger changes = new AtomicInteger();
  private final ContentKeeper keeper =
      new ContentKeeper(
          server,
          key -> changes.incrementAndGet(),
          new ContentKeeper.Settings(
              ContentKeeper.Settings.standard().threads(),
              2,
              new ContentPace(SHORT, SHORT, Duration.ofHours(1))));

  SecretsRewritingTest() {
    server.create(TOKEN, "somebody");
    server.create(PASSWORD, "somebody");
  }

  @AfterEach
  void close() {
    keeper.close();
  }

  private void watch(Optional<Integer> rewriteWith) {
    keeper.watch(EDGE, target("edge"), CONTENT, new Errands(rewriteWith, List.of()));
  }

  private void awaitDone(int generation) {
    await().until(() -> keeper.rewriting(EDGE).done().equals(Optional.of(generation)));
  }

  private List<String> touches() {
    return server.writes().stream().filter(line -> line.contains("/secrets/")).toList();
  }

  @Test
  void everySecretIsTouchedOnceForAKey() {
    watch(Optional.empty());
    await().until(() -> keeper.state(EDGE).applied(CONTENT));
    assertThat(keeper.rewriting(EDGE)).isEqualTo(Rewriting.NEVER);

    watch(Optional.of(2));
    awaitDone(2);
    keeper.poke(EDGE);
    watch(Optional.of(3));
    awaitDone(3);

    assertThat(touches())
        .containsExactly(
            "PATCH " + TOKEN, "PATCH " + PASSWORD, "PATCH " + TOKEN, "PATCH " + PASSWORD);
    assertThat(changes).hasValueGreaterThanOrEqualTo(3);
  }

  @Test
  void aSecretThatIsRefusedIsToldAndTriedAgain() {
    server.refusals.put("PATCH " + PASSWORD, new HttpAnswer(403, "{\"reason\": \"Forbidden\"}"));
    watch(Optional.of(2));
    await().until(() -> keeper.rewriting(EDGE).trouble().isPresent());
    assertThat(keeper.rewriting(EDGE).done()).isEmpty();
    assertThat(keeper.rewriting(EDGE).trouble().orElseThrow())
        .contains("two/password", "Forbidden");
    assertThat(keeper.state(EDGE).applied(CONTENT)).as("the content does not suffer").isTrue();

    server.refusals.clear();
    awaitDone(2);
    assertThat(keeper.rewriting(EDGE).trouble()).isEmpty();
  }

  @Test
  void aListThatIsCutOffIsNotTakenForAnEmptyOne() {
    server.lists.add(new HttpAnswer(200, "{\"kind\": \"PartialObjectMeta"));
    server.lists.add(new HttpAnswer(200, ""));
    server.lists.add(new HttpAnswer(200, "{}"));
    watch(Optional.of(2));
    awaitDone(2);
    assertThat(server.lists).isEmpty();
    assertThat(touches()).hasSize(2);
  }

  @Test
  void aListThatTookTooLongGoesOnWithWhatThereIsNow() {
    server.lists.add(
        new HttpAnswer(410, "{\"reason\": \"Expired\", \"metadata\": {\"continue\": \"next\"}}"));
    watch(Optional.of(2));
    awaitDone(2);
    assertThat(touches()).hasSize(2);
  }

  @Test
  void whatWasDoneOnAWishThatWasTakenBackCountsNoMore() {
    watch(Optional.of(2));
    awaitDone(2);
    watch(Optional.empty());
    assertThat(keeper.rewriting(EDGE)).isEqualTo(Rewriting.NEVER);
    watch(Optional.of(2));
    awaitDone(2);
    assertThat(touches()).hasSize(4);
  }

  @Test
  void contentThatIsRefusedDoesNotHoldItUp() {
    server.refusals.put(
        "PATCH " + Samples.pathOf("a"), new HttpAnswer(422, "{\"reason\": \"Invalid\"}"));
    watch(Optional.of(2));
    awaitDone(2);
  }

  @Test
  void aServerThatIsAwayIsAskedAgain() {
    server.down = true;
    watch(Optional.of(2));
    await().until(() -> keeper.rewriting(EDGE).trouble().isPresent());
    server.down = false;
    awaitDone(2);
    assertThat(touches()).hasSize(2);
  }
}
