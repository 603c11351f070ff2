package dev.nestling.core.ssh;

import java.time.Duration;

/** How machines are connected to. */
public interface SshApi {

  /**
   * Connects and authenticates; meant for virtual threads. Nothing is repeated: whoever asks
   * decides.
   *
   * @param patience the longest that it may take, from the name's resolution to the login
   * @throws InterruptedException when nobody wants it any more; nothing is left open
   */
  SshAnswer<SshSession> connect(SshTarget target, Duration patience) throws InterruptedException;
}
