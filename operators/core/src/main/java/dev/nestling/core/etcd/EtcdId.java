package dev.nestling.core.etcd;

/**
 * The id of a member or of a cluster.
 *
 * @param hex an unsigned 64-bit number as etcd's logs write it: lower case, without leading zeros
 */
public record EtcdId(String hex) implements Comparable<EtcdId> {
  private static final int RADIX = 16;

  /** Throws {@link NumberFormatException} for anything but such a number. */
  public EtcdId {
    hex = Long.toUnsignedString(Long.parseUnsignedLong(hex, RADIX), RADIX);
  }

  /** From the JSON gateway, which writes numbers of 64 bits as decimal text. */
  static EtcdId ofDecimal(String decimal) {
    return new EtcdId(Long.toUnsignedString(Long.parseUnsignedLong(decimal), RADIX));
  }

  /** As the JSON gateway wants it. */
  String decimal() {
    return Long.toUnsignedString(value());
  }

  private long value() {
    return Long.parseUnsignedLong(hex, RADIX);
  }

  @Override
  public int compareTo(EtcdId other) {
    return Long.compareUnsigned(value(), other.value());
  }

  @Override
  public String toString() {
    return hex;
  }
}
