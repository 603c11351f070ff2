package dev.nestling.runtime;

import java.util.function.LongSupplier;

/**
 * Gives memory of the heap back to the machine when a burst of work is over.
 *
 * <p>The serial collector takes new memory rather than collect old objects, up to the limit of the
 * heap, and gives memory back in full collections only. A process that mostly waits hardly ever
 * comes to one: what a burst took would stay for days, though it holds nothing but garbage. The
 * collectors that give memory back by themselves need more for their own tables than this saves.
 */
final class HeapReturn {
  /** Less is not worth a pause. */
  static final long WORTHWHILE = 4L * 1024 * 1024;

  private final LongSupplier committed;
  private final Runnable collect;
  private long settled;
  private long lastSeen;

  /**
   * @param committed what the heap has of the machine now, in bytes
   * @param collect a full collection
   */
  HeapReturn(LongSupplier committed, Runnable collect) {
    this.committed = committed;
    this.collect = collect;
  }

  /** To be called now and then; collects when the heap has grown and grows no longer. */
  void look() {
    long now = committed.getAsLong();
    boolean growing = now > lastSeen;
    lastSeen = now;
    if (growing || now < settled + WORTHWHILE) {
      return;
    }
    collect.run();
    settled = committed.getAsLong();
    lastSeen = settled;
  }
}
