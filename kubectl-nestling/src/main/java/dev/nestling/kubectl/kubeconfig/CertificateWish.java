package dev.nestling.kubectl.kubeconfig;

import java.time.Duration;
import java.util.List;

/**
 * The credentials that are wanted.
 *
 * @param user name that the cluster knows the client by
 * @param groups that the client is in
 * @param life from now on, at least {@link #SHORTEST}
 */
public record CertificateWish(String user, List<String> groups, Duration life) {
  /** Kubernetes signs none for less. */
  public static final Duration SHORTEST = Duration.ofMinutes(10);

  public CertificateWish {
    groups = List.copyOf(groups);
  }
}
