package dev.nestling.core.objects;

import dev.nestling.core.pki.CertificateRequest;
import dev.nestling.core.pki.KeyPair;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A component's leaf pairs, in files that the running component reloads when they change. */
public final class LeafSecret {

  /**
   * One pair that a component needs.
   *
   * @param name of its files, without {@code .crt} and {@code .key}
   * @param request what it is to say
   * @param signer its authority
   */
  public record Leaf(String name, CertificateRequest request, Signer signer) {}

  private LeafSecret() {}

  /** The pairs to have: those that are still good, and new ones in place of the others. */
  public static Map<String, KeyPair> renew(Optional<Secret> existing, List<Leaf> leaves) {
    Map<String, KeyPair> pairs = new LinkedHashMap<>();
    for (Leaf leaf : leaves) {
      pairs.put(
          leaf.name(),
          leaf.signer()
              .keepOrSign(existing.flatMap(secret -> read(secret, leaf.name())), leaf.request()));
    }
    return pairs;
  }

  /**
   * @param more files beside the pairs
   */
  public static Secret build(
      ObjectMeta metadata, Map<String, KeyPair> pairs, Map<String, String> more) {
    Map<String, String> files = new LinkedHashMap<>(more);
    pairs.forEach(
        (name, pair) -> {
          files.put(name + ".crt", pair.certificatePem());
          files.put(name + ".key", pair.privateKeyPem());
        });
    return new SecretBuilder()
        .withMetadata(metadata)
        .withType("Opaque")
        .withData(SecretData.encode(files))
        .build();
  }

  /** One pair of an existing Secret. */
  public static Optional<KeyPair> read(Secret secret, String name) {
    return SecretData.pair(secret, name + ".crt", name + ".key");
  }
}
