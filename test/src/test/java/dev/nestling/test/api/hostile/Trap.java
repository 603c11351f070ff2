package dev.nestling.test.api.hostile;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A port of the operator's machine, in the range of node ports, at which nobody has business. */
final class Trap implements AutoCloseable {
  private static final int FIRST = 30_100;
  private static final int LAST = 32_700;

  private final ServerSocket socket;
  private final AtomicInteger caught = new AtomicInteger();

  private Trap(ServerSocket socket) {
    this.socket = socket;
    Thread.ofVirtual().name("trap").start(this::run);
  }

  static Trap set() {
    for (int port = FIRST; port <= LAST; port++) {
      try {
        return new Trap(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()));
      } catch (IOException taken) {
        // The next one may be free.
      }
    }
    throw new IllegalStateException("no free port");
  }

  private void run() {
    while (!socket.isClosed()) {
      try (Socket visitor = socket.accept()) {
        caught.incrementAndGet();
      } catch (IOException closed) {
        // Somebody went away, or the test is over.
      }
    }
  }

  int port() {
    return socket.getLocalPort();
  }

  /** How many connections there were. */
  int caught() {
    return caught.get();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
