package dev.nestling.core.nested;

import java.time.Instant;
import java.util.Set;

/** The last known answer of a nested API server. */
public sealed interface Health {

  /**
   * An authenticated and authorized request was answered.
   *
   * @param version the server's, such as {@code v1.36.3}
   * @param at when this state began
   */
  record Answered(String version, Instant at) implements Health {}

  /**
   * Our server answered with something else than success.
   *
   * @param status of HTTP
   * @param message what the server said, shortened
   */
  record Refused(int status, String message) implements Health {}

  /**
   * Our server answered, but neither the question nor that it is ready.
   *
   * @param failing the names of its checks that fail, as {@code /readyz} lists them, such as {@code
   *     etcd}
   */
  record Unready(Set<String> failing) implements Health {
    private static final Set<String> OF_THE_DATASTORE = Set.of("etcd", "etcd-readiness");

    public Unready {
      failing = Set.copyOf(failing);
    }

    /**
     * Whether nothing but the datastore is missing, whatever that is. In a server that starts other
     * checks fail too.
     */
    public boolean withoutDatastore() {
      return !failing.isEmpty() && OF_THE_DATASTORE.containsAll(failing);
    }
  }

  /**
   * Somebody answered who can't prove to be our server.
   *
   * @param message for the owner
   */
  record Untrusted(String message) implements Health {}

  /**
   * Nobody answered in time.
   *
   * @param message for the owner
   */
  record Unreachable(String message) implements Health {}

  /** Nobody has asked yet. */
  record NeverAsked() implements Health {}

  /** Whether this is {@link Answered}. */
  default boolean answered() {
    return this instanceof Answered;
  }
}
