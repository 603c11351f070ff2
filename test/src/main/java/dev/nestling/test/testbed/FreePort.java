package dev.nestling.test.testbed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that start more than once on the same one. The system's own choice would come
 * from the range that outgoing connections take theirs from: while the server is away, one of them
 * may take its port, and keep it.
 */
public final class FreePort {
  private static final int FIRST = 15_000;
  private static final int END = 30_000;
  private static final int ATTEMPTS = 100;

  private FreePort() {}

  /** On an address of this machine. */
  public static int on(InetAddress address) throws IOException {
    IOException last = new IOException("no free port");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      try (var socket = new ServerSocket(port, 1, address)) {
        return socket.getLocalPort();
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  public static int onLoopback() throws IOException {
    return on(InetAddress.getLoopbackAddress());
  }
}
