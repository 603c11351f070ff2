package dev.nestling.core.network;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The one way of writing an address that the API server takes without a warning: RFC 5952. */
public final class AddressText {
  private static final int GROUPS = 8;

  private AddressText() {}

  /**
   * The address of the literal, v6 with its longest run of zeros left out.
   *
   * @throws IllegalArgumentException when the text is no address literal
   */
  public static String canonical(String literal) {
    InetAddress address = InetAddress.ofLiteral(literal);
    byte[] bytes = address.getAddress();
    return bytes.length == Integer.BYTES ? address.getHostAddress() : v6(ByteBuffer.wrap(bytes));
  }

  /** Whether the literal is a v6 address. */
  public static boolean isV6(String literal) {
    return InetAddress.ofLiteral(literal).getAddress().length > Integer.BYTES;
  }

  private static String v6(ByteBuffer address) {
    List<String> groups = new ArrayList<>();
    while (address.hasRemaining()) {
      groups.add(Integer.toHexString(Short.toUnsignedInt(address.getShort())));
    }
    // A single zero is never left out; of two runs that are equally long the first is.
    for (int length = GROUPS; length > 1; length--) {
      int start = Collections.indexOfSubList(groups, Collections.nCopies(length, "0"));
      if (start >= 0) {
        return String.join(":", groups.subList(0, start))
            + "::"
            + String.join(":", groups.subList(start + length, GROUPS));
      }
    }
    return String.join(":", groups);
  }
}
