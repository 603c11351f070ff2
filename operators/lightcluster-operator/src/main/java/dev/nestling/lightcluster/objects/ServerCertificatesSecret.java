package dev.nestling.lightcluster.objects;

import dev.nestling.core.objects.Role;
import dev.nestling.core.objects.SecretData;
import dev.nestling.core.objects.ServingNames;
import dev.nestling.core.objects.Signer;
import dev.nestling.core.pki.KeyPair;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The server's leaf pairs, in files that the running server reloads when they change. */
public final class ServerCertificatesSecret {
  private ServerCertificatesSecret() {}

  public static Secret build(LightClusterScope scope, Map<Leaf, KeyPair> pairs) {
    Map<String, String> files = new LinkedHashMap<>();
    pairs.forEach(
        (leaf, pair) -> {
          files.put(leaf.certificateFile(), pair.certificatePem());
          files.put(leaf.keyFile(), pair.privateKeyPem());
        });
    return new SecretBuilder()
        .withMetadata(scope.metadata(scope.names().serverCerts(), Role.KEYS))
        .withType("Opaque")
        .withData(SecretData.encode(files))
        .build();
  }

  /** One pair of an existing Secret. */
  public static Optional<KeyPair> read(Secret secret, Leaf leaf) {
    return SecretData.pair(secret, leaf.certificateFile(), leaf.keyFile());
  }

  /** The pairs to have: those that are still good, and new ones in place of the others. */
  public static Map<Leaf, KeyPair> renew(
      Optional<Secret> existing, ServingNames serving, Signer cluster, Signer frontProxy) {
    Map<Leaf, KeyPair> pairs = new LinkedHashMap<>();
    for (Leaf leaf : Leaf.values()) {
      Signer signer = leaf.signer(cluster, frontProxy);
      pairs.put(
          leaf,
          signer.keepOrSign(existing.flatMap(secret -> read(secret, leaf)), leaf.request(serving)));
    }
    return pairs;
  }
}
