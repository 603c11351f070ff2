package dev.nestling.nodepool.machines;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a machine is, and as whom it is used; also as it is stored, so that it can be cleaned when
 * it is no longer in the spec.
 *
 * @param name of the machine, and of its node
 * @param address IP address or DNS name of its SSH server
 * @param port of its SSH server
 * @param user that is root, or may be by sudo
 * @param hostKeys as {@code known_hosts} has them, without names
 * @param keySecret name of the Secret with the user's private key
 * @param nodeIP address at which other nodes reach it; null for the one that SSH arrives at
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Host(
    String name,
    String address,
    int port,
    String user,
    List<String> hostKeys,
    String keySecret,
    @Nullable String nodeIP) {
  Host {
    hostKeys = List.copyOf(hostKeys);
  }

  /** What was stored may be anything. */
  boolean isComplete() {
    return name != null
        && address != null
        && port > 0
        && user != null
        && keySecret != null
        && !hostKeys.isEmpty();
  }
}
