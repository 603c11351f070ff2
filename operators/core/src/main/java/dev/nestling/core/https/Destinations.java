package dev.nestling.core.https;

import java.io.IOException;
import java.net.InetAddress;

/**
 * Where connections may lead. Owners of clusters say what an operator asks; what listens on the
 * operator's own machine or link, such as a cloud's metadata, was never meant for them.
 */
public enum Destinations {
  /** Everywhere; for whoever chooses the addresses himself. */
  ANYWHERE,
  /** Everywhere but the own machine and link. */
  ELSEWHERE;

  /** Lets an address through that may be connected to. */
  InetAddress checked(InetAddress address) throws IOException {
    if (this == ELSEWHERE && isNear(address)) {
      throw new IOException(
          address.getHostAddress()
              + " is an address of the operator's own machine or link, which it does not ask");
    }
    return address;
  }

  private static boolean isNear(InetAddress address) {
    return address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isMulticastAddress();
  }
}
