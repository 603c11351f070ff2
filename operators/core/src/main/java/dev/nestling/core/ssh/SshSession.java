package dev.nestling.core.ssh;

import java.io.IOException;
import java.time.Duration;

/**
 * A connection to a machine that has proved itself. Commands get nothing of our environment, no
 * terminal and no agent. Several may run at the same time.
 */
public interface SshSession extends AutoCloseable {

  /**
   * Runs a command to its end.
   *
   * @throws InterruptedException when nobody wants it any more; the machine kills the command when
   *     its time is over
   */
  SshAnswer<SshResult> run(SshCommand command) throws InterruptedException;

  /**
   * Puts a file where it belongs, unless the same is there already: whoever looks finds the old one
   * or the new one, never a part.
   *
   * @param timeout the longest that it may take
   * @throws IOException when the content can't be read here; the machine keeps what it has
   * @throws InterruptedException when nobody wants it any more; likewise
   */
  SshAnswer<Uploaded> upload(Upload upload, Duration timeout)
      throws IOException, InterruptedException;

  /** Whether the connection still seems to be there. */
  boolean isOpen();

  /** Ends the connection, and with it what waits for a command. */
  @Override
  void close();
}
