package dev.nestling.core.placement;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compute resources.
 *
 * @param milliCpu thousandths of a core
 * @param memory bytes
 * @param pods how many
 */
public record Amount(long milliCpu, long memory, long pods) {
  public static final Amount NOTHING = new Amount(0, 0, 0);

  private static final long MEBIBYTE = 1L << 20;
  private static final BigDecimal MILLI = BigDecimal.valueOf(1000);

  /** What one pod with these requests takes; a quantity that is missing or no number is none. */
  public static Amount ofPod(@Nullable Map<String, Quantity> requests) {
    return new Amount(milliCpu(requests), memory(requests), 1);
  }

  /** What a node offers. */
  public static Amount ofNode(@Nullable Map<String, Quantity> allocatable) {
    return new Amount(
        milliCpu(allocatable), memory(allocatable), rounded(allocatable, "pods", BigDecimal.ONE));
  }

  private static long milliCpu(@Nullable Map<String, Quantity> quantities) {
    return rounded(quantities, "cpu", MILLI);
  }

  private static long memory(@Nullable Map<String, Quantity> quantities) {
    return rounded(quantities, "memory", BigDecimal.ONE);
  }

  private static long rounded(
      @Nullable Map<String, Quantity> quantities, String name, BigDecimal unit) {
    Quantity quantity = quantities == null ? null : quantities.get(name);
    if (quantity == null) {
      return 0;
    }
    try {
      BigDecimal exact = quantity.getNumericalAmount().multiply(unit);
      return exact
          .setScale(0, RoundingMode.CEILING)
          .max(BigDecimal.ZERO)
          .min(BigDecimal.valueOf(Long.MAX_VALUE >> 20))
          .longValue();
    } catch (ArithmeticException | IllegalArgumentException notANumber) {
      return 0;
    }
  }

  public Amount plus(Amount other) {
    return new Amount(milliCpu + other.milliCpu, memory + other.memory, pods + other.pods);
  }

  public Amount minus(Amount other) {
    return new Amount(milliCpu - other.milliCpu, memory - other.memory, pods - other.pods);
  }

  public Amount times(long count) {
    return new Amount(milliCpu * count, memory * count, pods * count);
  }

  /** The larger one in each respect. */
  public Amount most(Amount other) {
    return new Amount(
        Math.max(milliCpu, other.milliCpu),
        Math.max(memory, other.memory),
        Math.max(pods, other.pods));
  }

  /** The smaller one in each respect. */
  public Amount least(Amount other) {
    return new Amount(
        Math.min(milliCpu, other.milliCpu),
        Math.min(memory, other.memory),
        Math.min(pods, other.pods));
  }

  /** The same with nothing below zero. */
  public Amount orNothing() {
    return new Amount(Math.max(milliCpu, 0), Math.max(memory, 0), Math.max(pods, 0));
  }

  /** Whether it fits into that in every respect. */
  public boolean fitsInto(Amount room) {
    return milliCpu <= room.milliCpu && memory <= room.memory && pods <= room.pods;
  }

  /** Such as {@code 250m} or {@code 2}. */
  public Quantity cpu() {
    return new Quantity(milliCpu % 1000 == 0 ? Long.toString(milliCpu / 1000) : milliCpu + "m");
  }

  /** Such as {@code 512Mi}; in bytes when it is no whole number of mebibytes. */
  public Quantity memoryQuantity() {
    return new Quantity(
        memory % MEBIBYTE == 0 && memory != 0 ? memory / MEBIBYTE + "Mi" : Long.toString(memory));
  }

  /** For people: {@code 250m CPU, 512Mi memory, 2 pods}. */
  public String spoken() {
    return String.format(
        Locale.ROOT,
        "%s CPU, %s memory, %d %s",
        cpu(),
        memoryQuantity(),
        pods,
        pods == 1 ? "pod" : "pods");
  }
}
