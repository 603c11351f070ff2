package dev.nestling.core.kubeconfig;

import dev.nestling.core.pki.KeyPair;
import java.util.Optional;

/**
 * One cluster, one user, one context named after both.
 *
 * @param clusterName the cluster's entry
 * @param server where it is
 * @param user who asks
 */
public record Kubeconfig(String clusterName, Server server, User user) {

  /**
   * The API server.
   *
   * @param url such as {@code https://10.96.1.2:6443}
   * @param caPem the authority that signed the serving certificate
   * @param tlsServerName the name to verify instead of the URL's host
   */
  public record Server(String url, String caPem, Optional<String> tlsServerName) {}

  /**
   * The client.
   *
   * @param name the user's entry
   * @param credentials the client certificate and its key
   */
  public record User(String name, KeyPair credentials) {}

  /** {@code user@cluster}. */
  public String contextName() {
    return user.name() + "@" + clusterName;
  }

  /** The file; the same text for the same value, always. */
  public String toYaml() {
    return KubeconfigText.write(this);
  }

  /** Reads a file of this shape, whoever wrote it; empty when the text is anything else. */
  public static Optional<Kubeconfig> parse(String yaml) {
    return KubeconfigText.read(yaml);
  }
}
