package dev.nestling.core.ssh;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keeps the beginning and the end of what it is given: whoever prints without end takes no more
 * memory than this. Counts, so that others see whether anything still comes.
 */
final class Catcher extends OutputStream {
  /** Of the beginning, and of the end. */
  static final int KEPT_BYTES = 32 * 1024;

  private static final int FIRST_BYTES = 512;

  // All guarded by this.
  private byte[] head = new byte[FIRST_BYTES];
  private byte[] ring = {};
  private long total;

  @Override
  public synchronized void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    int first = (int) Math.min(length, Math.max(0, KEPT_BYTES - total));
    if (first > 0) {
      int end = (int) total + first;
      if (end > head.length) {
        head = Arrays.copyOf(head, Math.min(KEPT_BYTES, Math.max(end, 2 * head.length)));
      }
      System.arraycopy(bytes, offset, head, (int) total, first);
      total += first;
    }
    turn(bytes, offset + first, length - first);
  }

  private void turn(byte[] bytes, int offset, int length) {
    if (length > 0 && ring.length == 0) {
      ring = new byte[KEPT_BYTES];
    }
    int skipped = Math.max(0, length - KEPT_BYTES);
    total += skipped;
    for (int done = skipped; done < length; ) {
      int at = (int) (total % KEPT_BYTES);
      int part = Math.min(length - done, KEPT_BYTES - at);
      System.arraycopy(bytes, offset + done, ring, at, part);
      total += part;
      done += part;
    }
  }

  /** So many bytes came until now. */
  synchronized long total() {
    return total;
  }

  synchronized Output output() {
    if (total <= KEPT_BYTES) {
      return new Output(text(Arrays.copyOf(head, (int) total)), 0, "");
    }
    long leftOut = Math.max(0, total - 2L * KEPT_BYTES);
    byte[] tail = tail((int) Math.min(KEPT_BYTES, total - KEPT_BYTES));
    if (leftOut > 0) {
      return new Output(text(head), leftOut, text(tail));
    }
    byte[] all = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, all, head.length, tail.length);
    return new Output(text(all), 0, "");
  }

  private byte[] tail(int length) {
    var tail = new byte[length];
    for (int i = 0; i < length; i++) {
      tail[i] = ring[(int) ((total - length + i) % KEPT_BYTES)];
    }
    return tail;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
