package dev.nestling.test.api;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Operators that die at one write after the other; a few at a time, because most is waiting. */
public final class Deaths implements AutoCloseable {
  private static final int AT_A_TIME = 4;

  private final ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);

  /** What happens around one death. */
  @FunctionalInterface
  public interface Life {
    void run(int write, Death.Cut cut) throws Exception;
  }

  /** The numbers of so many writes. */
  public static List<Integer> all(int writes) {
    return IntStream.rangeClosed(1, writes).boxed().toList();
  }

  /** Some of them, the first and the last among them, and the others evenly in between. */
  public static List<Integer> some(int writes, int number) {
    return number >= writes
        ? all(writes)
        : IntStream.range(0, number)
            .map(i -> 1 + Math.round((float) i * (writes - 1) / (number - 1)))
            .boxed()
            .toList();
  }

  /** All start now; each test waits for its own. */
  public Stream<DynamicTest> at(List<Integer> writes, Life life) {
    List<DynamicTest> tests = new ArrayList<>();
    for (int write : writes) {
      for (Death.Cut cut : Death.Cut.values()) {
        Future<?> death =
            threads.submit(
                () -> {
                  life.run(write, cut);
                  return null;
                });
        tests.add(DynamicTest.dynamicTest("write " + write + ", " + cut, death::get));
      }
    }
    return tests.stream();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
