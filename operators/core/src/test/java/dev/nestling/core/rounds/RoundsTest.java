package dev.nestling.core.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private static final Duration NEVER = Duration.ofHours(1);

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  /** A round as tests write it. */
  private interface Going {
    Rounds.Found<String> go(String wish) throws InterruptedException;
  }

  private Rounds<String, String, String> rounds(Going going) {
    return new Rounds<>(
        "test",
        () ->
            new Rounds.Round<>() {
              @Override
              public Rounds.Found<String> go(String wish) throws InterruptedException {
                return going.go(wish);
              }

              @Override
              public String failed(Throwable defect) {
                return "failed: " + defect.getMessage();
              }
            },
        told::add);
  }

  private String news() throws InterruptedException {
    return told.poll(30, TimeUnit.SECONDS);
  }

  @Test
  void aWishAndItsChangeAreFollowedAtOnce() throws InterruptedException {
    try (var rounds = rounds(wish -> new Rounds.Found<>("did " + wish, NEVER))) {
      rounds.watch("a", "one");
      assertThat(news()).isEqualTo("a");
      assertThat(rounds.state("a")).contains("did one");

      rounds.watch("a", "two");
      assertThat(news()).isEqualTo("a");
      assertThat(rounds.state("a")).contains("did two");
      assertThat(rounds.state("b")).isEmpty();
    }
  }

  @Test
  void theSameWishCausesNothingAPokeARoundAndTheSameStateNoNews() throws InterruptedException {
    var count = new AtomicInteger();
    try (var rounds =
        rounds(
            wish -> {
              count.incrementAndGet();
              return new Rounds.Found<>("same", NEVER);
            })) {
      rounds.watch("a", "one");
      news();
      rounds.watch("a", "one");
      Thread.sleep(Duration.ofMillis(300));
      assertThat(count).hasValue(1);
      rounds.poke("a");

      await().atMost(Duration.ofSeconds(30)).until(() -> count.get() == 2);
      Thread.sleep(Duration.ofMillis(300));
      assertThat(told).isEmpty();
    }
  }

  @Test
  void whatWasFoundForAnOldWishDoesNotCount() throws InterruptedException {
    var begun = new CountDownLatch(1);
    var changed = new CountDownLatch(1);
    List<String> wishes = new CopyOnWriteArrayList<>();
    try (var rounds =
        rounds(
            wish -> {
              wishes.add(wish);
              begun.countDown();
              changed.await();
              return new Rounds.Found<>("did " + wish, NEVER);
            })) {
      rounds.watch("a", "one");
      begun.await();
      rounds.watch("a", "two");
      changed.countDown();

      assertThat(news()).isEqualTo("a");
      assertThat(rounds.state("a")).contains("did two");
      assertThat(wishes).containsExactly("one", "two");
      assertThat(told).isEmpty();
    }
  }

  @Test
  void aPauseThatIsOverIsFollowedByARound() throws InterruptedException {
    var count = new AtomicInteger();
    try (var rounds =
        rounds(
            wish ->
                new Rounds.Found<>(
                    String.valueOf(count.incrementAndGet()), Duration.ofMillis(10)))) {
      rounds.watch("a", "one");

      assertThat(news()).isEqualTo("a");
      assertThat(news()).isEqualTo("a");
    }
  }

  @Test
  void aDefectIsAStateAndNotTheEnd() throws InterruptedException {
    try (var rounds =
        rounds(
            wish -> {
              if (wish.equals("bad")) {
                throw new AssertionError("broken");
              }
              return new Rounds.Found<>("did " + wish, NEVER);
            })) {
      rounds.watch("a", "bad");
      news();
      assertThat(rounds.state("a")).contains("failed: broken");

      rounds.watch("a", "good");
      news();
      assertThat(rounds.state("a")).contains("did good");
    }
  }

  @Test
  void whoIsClosedGoesRoundNoMore() throws InterruptedException {
    var rounds = rounds(wish -> new Rounds.Found<>("did " + wish, NEVER));
    rounds.watch("a", "one");
    news();

    rounds.close();

    rounds.watch("a", "two");
    assertThat(rounds.state("a")).isEmpty();
    assertThat(told).isEmpty();
  }

  @Test
  void whoIsForgottenIsGoneRoundForNoLonger() throws InterruptedException {
    var interrupted = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    try (var rounds =
        rounds(
            wish -> {
              begun.countDown();
              try {
                Thread.sleep(NEVER);
              } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
              }
              return new Rounds.Found<>("late", NEVER);
            })) {
      rounds.watch("a", "one");
      begun.await();
      rounds.forget("a");

      assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(rounds.state("a")).isEmpty();
      assertThat(told).isEmpty();
    }
  }
}
