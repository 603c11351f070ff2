package dev.nestling.core.etcd.membership;

/**
 * Reads etcd's last words. A pod that has its termination message from its log (policy
 * FallbackToLogsOnError) says by itself that there is no data in its volume; nobody has to look
 * into it.
 */
public final class StartRefusal {
  /**
   * Said only where there is no write-ahead log: a member with data asks nobody for its cluster.
   */
  private static final String NO_DATA = "cannot fetch cluster info from peer urls";

  private static final String WRONG_LIST = "error validating peerURLs";
  private static final String FOUNDED_BEFORE = "has already been bootstrapped";

  private StartRefusal() {}

  /** Whether the pod ended because its volume has no data. */
  public static boolean foundNoData(String terminationMessage) {
    return terminationMessage.contains(NO_DATA)
        || terminationMessage.contains(WRONG_LIST)
        || terminationMessage.contains(FOUNDED_BEFORE);
  }
}
