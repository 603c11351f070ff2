package dev.nestling.core.ssh;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A machine and as whom it is used.
 *
 * @param host address or name
 * @param port of its SSH server
 * @param user on the machine; its login shell must be of the family of sh
 * @param hostKeys the only ones that are believed, at least one
 * @param identity what the user proves itself with
 */
public record SshTarget(
    String host, int port, String user, List<HostKey> hostKeys, SshIdentity identity) {
  /** Where SSH servers listen unless told otherwise. */
  public static final int USUAL_PORT = 22;

  private static final int MAX_PORT = 65535;
  private static final Pattern HOST = Pattern.compile("(?:::)?[0-9A-Za-z][-0-9A-Za-z.:%_]*");
  private static final Pattern USER = Pattern.compile("[^\\p{Cntrl}\\s]{1,255}");

  /**
   * @throws IllegalArgumentException when a part can't be right, or no host key is given
   */
  public SshTarget {
    hostKeys = List.copyOf(hostKeys);
    if (hostKeys.isEmpty()) {
      throw new IllegalArgumentException("no host key is given for " + host);
    }
    if (!HOST.matcher(host).matches()) {
      throw new IllegalArgumentException("neither an address nor a name: " + host);
    }
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("no port: " + port);
    }
    if (!USER.matcher(user).matches()) {
      throw new IllegalArgumentException("no name of a user: " + user);
    }
  }

  /** For messages. */
  String where() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
