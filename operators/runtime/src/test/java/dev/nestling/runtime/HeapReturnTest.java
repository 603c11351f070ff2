package dev.nestling.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapReturnTest {
  private static final long LIVE = 30 * HeapReturn.WORTHWHILE;

  private long committed;
  private int collections;
  private final HeapReturn heap =
      new HeapReturn(
          () -> committed,
          () -> {
            collections++;
            committed = Math.min(committed, LIVE);
          });

  @Test
  void collectsOnceAfterABurst() {
    look(LIVE);
    look(LIVE);
    collections = 0;

    look(LIVE + HeapReturn.WORTHWHILE);
    look(LIVE + 2 * HeapReturn.WORTHWHILE);
    assertThat(collections).as("while it grows").isZero();
    look(LIVE + 2 * HeapReturn.WORTHWHILE);
    assertThat(collections).isEqualTo(1);
    assertThat(committed).isEqualTo(LIVE);

    look(LIVE);
    look(LIVE);
    assertThat(collections).as("at rest").isEqualTo(1);
  }

  @Test
  void whatStaysAfterACollectionIsNotCollectedAgain() {
    look(LIVE - HeapReturn.WORTHWHILE);
    look(LIVE - HeapReturn.WORTHWHILE);
    assertThat(collections).isEqualTo(1);
    look(LIVE - 1);
    look(LIVE - 1);
    assertThat(collections).isEqualTo(1);
  }

  @Test
  void slowGrowthAddsUp() {
    look(LIVE);
    look(LIVE);
    collections = 0;

    for (long grown = 0; grown <= HeapReturn.WORTHWHILE; grown += HeapReturn.WORTHWHILE / 4) {
      look(LIVE + grown);
      look(LIVE + grown);
    }
    assertThat(collections).isEqualTo(1);
  }

  private void look(long now) {
    committed = now;
    heap.look();
  }
}
