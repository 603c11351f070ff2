package dev.nestling.nodepool.machines;

import java.nio.file.Path;
import java.util.Optional;

/** What is to be done on a machine. */
sealed interface Goal {

  /** See what is there, and change nothing. */
  record Look() implements Goal {}

  /**
   * Install what a node needs, as far as it is not there, and run it.
   *
   * @param filesReference image that the files are from
   * @param files for the machine's architecture; none when they are on the machine already
   * @param agentConfig the agent's file
   * @param caPem authority of the cluster
   * @param token with which the node joins
   * @param fingerprint of all this but the token
   * @param restart whether the agent is started anew although nothing has changed
   */
  record Install(
      String filesReference,
      Optional<Path> files,
      String agentConfig,
      String caPem,
      String token,
      String fingerprint,
      boolean restart)
      implements Goal {
    /** Without the token, so that no log ever shows it. */
    @Override
    public String toString() {
      return "Install[" + fingerprint + "]";
    }
  }

  /** Remove everything that was installed. */
  record Clean() implements Goal {}
}
