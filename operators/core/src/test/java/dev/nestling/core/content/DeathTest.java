package dev.nestling.core.content;

import static dev.nestling.core.content.Samples.configMap;
import static dev.nestling.core.content.Samples.pathOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.nested.api.UnavailableException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The operator dies at every request of a pass, once before and once after the request has its
 * effect; then another one wants something else. What it created goes, what it did not create
 * stays.
 */
@Timeout(60)
class DeathTest {
  private static final NestedContent FIRST =
      NestedContent.of(List.of(configMap("old"), configMap("theirs")));
  private static final NestedContent SECOND =
      NestedContent.of(List.of(configMap("kept"), configMap("gone"), configMap("theirs")));
  private static final NestedContent LAST = NestedContent.of(List.of(configMap("kept")));

  /** Of the operator, at one request. */
  private static final class Died extends RuntimeException {}

  @Test
  void wheneverTheOperatorDiesTheEndIsTheSame() throws Exception {
    int requests = 0;
    for (boolean done : new boolean[] {false, true}) {
      for (int number = 0; ; number++) {
        FakeCluster server = prepared();
        boolean died = runUntil(server, SECOND, number, done);
        assertEndIsRight(server, "second content, request " + number + ", done: " + done);
        if (!died) {
          break;
        }
        requests++;
      }
    }
    assertThat(requests).isGreaterThan(15);
  }

  @Test
  void whatTheDeadOneCreatedIsKnownAsOurs() throws Exception {
    for (boolean done : new boolean[] {false, true}) {
      boolean died = true;
      for (int number = 0; died; number++) {
        FakeCluster server = prepared();
        died = runUntil(server, SECOND, number, done);
        server.fate = (_, _) -> {};
        run(server, SECOND);
        assertEndIsRight(server, "second content again, request " + number + ", done: " + done);
      }
    }
  }

  @Test
  void soItIsWhileThingsAreRemoved() throws Exception {
    for (boolean done : new boolean[] {false, true}) {
      for (int number = 0; ; number++) {
        FakeCluster server = prepared();
        run(server, SECOND);
        boolean died = runUntil(server, LAST, number, done);
        assertEndIsRight(server, "last content, request " + number + ", done: " + done);
        if (!died) {
          break;
        }
      }
    }
  }

  private static void assertEndIsRight(FakeCluster server, String when) throws Exception {
    server.fate = (_, _) -> {};
    run(server, LAST);
    assertThat(server.paths())
        .as(when)
        .containsExactlyInAnyOrder(pathOf("kept"), pathOf("theirs"), pathOf("bystander"));
    assertThat(server.value("kept")).isEqualTo("value");
  }

  private static FakeCluster prepared() throws Exception {
    var server = new FakeCluster();
    server.create(pathOf("theirs"), "kubectl-create");
    server.create(pathOf("bystander"), "kubectl-create");
    run(server, FIRST);
    return server;
  }

  private static boolean runUntil(
      FakeCluster server, NestedContent content, int number, boolean done) throws Exception {
    int end = server.requests() + number;
    server.fate =
        (request, effect) -> {
          if (request == end && effect == done) {
            throw new Died();
          }
        };
    try {
      run(server, content);
      return false;
    } catch (Died e) {
      return true;
    }
  }

  private static void run(FakeCluster server, NestedContent content)
      throws UnavailableException, InterruptedException {
    assertThat(ContentPass.run(Targets.cluster(server), content, ContentPass.everything(content)))
        .isEmpty();
  }
}
