package dev.nestling.kubectl.join;

import dev.nestling.kubectl.management.Management;
import dev.nestling.kubectl.picture.Subject;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * What is pasted on a machine.
 *
 * @param text one line for a shell
 * @param expiration when the token in it ends
 */
public record JoinCommandLine(String text, Instant expiration) {
  private static final String COMMAND = "kubeadm-join";
  private static final String EXPIRATION = "expiration";

  /** Without the command, whose token is a secret. */
  @Override
  public String toString() {
    return "JoinCommandLine[until " + expiration + "]";
  }

  /** From the Secret beside the pool; empty while there is none with a token that is good. */
  public static Optional<JoinCommandLine> read(Management management, Subject pool, Instant now) {
    String name =
        pool.pool()
            .map(it -> it.getStatus())
            .map(it -> it.join())
            .map(it -> it.secretName())
            .orElse(pool.name() + "-join");
    return management
        .find(
            "secrets",
            client -> client.secrets().inNamespace(management.namespace()).withName(name).get())
        .filter(secret -> isOf(secret, pool))
        .flatMap(JoinCommandLine::parse)
        .filter(command -> command.expiration.isAfter(now));
  }

  private static boolean isOf(Secret secret, Subject pool) {
    return Optional.ofNullable(secret.getMetadata().getOwnerReferences()).stream()
        .flatMap(owners -> owners.stream())
        .anyMatch(owner -> owner.getUid().equals(pool.metadata().getUid()));
  }

  private static Optional<JoinCommandLine> parse(Secret secret) {
    try {
      Optional<Instant> expiration = text(secret, EXPIRATION).map(Instant::parse);
      return text(secret, COMMAND)
          .flatMap(command -> expiration.map(until -> new JoinCommandLine(command, until)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> text(Secret secret, String key) {
    return Optional.ofNullable(secret.getData())
        .map(data -> data.get(key))
        .map(value -> new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
  }
}
