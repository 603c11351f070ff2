package dev.nestling.core.network;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * An address range, v4 or v6.
 *
 * @param network the lowest address, as many bytes as the family has
 * @param prefixLength bits
 */
public record Cidr(BigInteger network, int prefixLength, int addressBits) {

  /** Empty when the text is no range; names are never looked up. */
  public static Optional<Cidr> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    try {
      byte[] address = InetAddress.ofLiteral(text.substring(0, slash)).getAddress();
      int bits = address.length * Byte.SIZE;
      int prefix = Integer.parseInt(text.substring(slash + 1));
      if (prefix < 0 || prefix > bits) {
        return Optional.empty();
      }
      BigInteger hostMask = BigInteger.ONE.shiftLeft(bits - prefix).subtract(BigInteger.ONE);
      return Optional.of(new Cidr(new BigInteger(1, address).andNot(hostMask), prefix, bits));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  /** Whether some address is in both. */
  public boolean overlaps(Cidr other) {
    if (addressBits != other.addressBits) {
      return false;
    }
    int free = addressBits - Math.min(prefixLength, other.prefixLength);
    return network.shiftRight(free).equals(other.network.shiftRight(free));
  }

  /** The address after the network's own: the nested API's ClusterIP. */
  public String firstAddress() {
    return address(1);
  }

  /**
   * The address that comes so many after the network's own.
   *
   * @throws IllegalArgumentException when the range has no such address
   */
  public String address(long index) {
    BigInteger offset = BigInteger.valueOf(index);
    if (index < 0 || offset.bitLength() > addressBits - prefixLength) {
      throw new IllegalArgumentException("a /" + prefixLength + " has no address " + index);
    }
    byte[] number = network.add(offset).toByteArray();
    byte[] address = new byte[addressBits / Byte.SIZE];
    int length = Math.min(number.length, address.length);
    System.arraycopy(number, number.length - length, address, address.length - length, length);
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Whether the text is an address literal, v4 or v6. */
  public static boolean isAddress(String text) {
    try {
      InetAddress.ofLiteral(text);
      return true;
    } catch (IllegalArgumentException name) {
      return false;
    }
  }
}
