package dev.nestling.test.api.etcd;

import dev.nestling.core.etcd.MemberConfiguration;
import dev.nestling.core.https.HttpsTarget;
import dev.nestling.core.pki.CertificateRequest;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.Minter;
import dev.nestling.core.pki.SecureMinter;
import dev.nestling.core.pki.Usage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An etcd CA and what it signs.
 *
 * @param ca signs members and clients alike
 * @param operator a client
 */
record Credentials(KeyPair ca, KeyPair operator) {
  private static final Minter MINTER = new SecureMinter();

  static Credentials mint() {
    KeyPair ca = MINTER.certificateAuthority("etcd-ca", Instant.now());
    return new Credentials(
        ca, MINTER.sign(ca, CertificateRequest.client("nestling-operator"), Instant.now()));
  }

  /** Writes a member's certificate into a directory; etcd serves and dials with the same one. */
  MemberConfiguration.Files write(Path directory, Path data) throws IOException {
    KeyPair member =
        MINTER.sign(
            ca,
            new CertificateRequest(
                MemberConfiguration.PEER_COMMON_NAME,
                List.of(),
                Set.of(Usage.SERVER, Usage.CLIENT),
                List.of("localhost"),
                List.of("127.0.0.1"),
                CertificateRequest.LEAF_VALIDITY),
            Instant.now());
    Files.writeString(directory.resolve("ca.crt"), ca.certificatePem());
    Files.writeString(directory.resolve("member.crt"), member.certificatePem());
    Files.writeString(directory.resolve("member.key"), member.privateKeyPem());
    return new MemberConfiguration.Files(
        data.toString(),
        directory.resolve("member.crt").toString(),
        directory.resolve("member.key").toString(),
        directory.resolve("ca.crt").toString());
  }

  HttpsTarget target(String url) {
    return target(url, operator);
  }

  HttpsTarget target(String url, KeyPair client) {
    return new HttpsTarget(URI.create(url), ca.certificatePem(), client, Optional.empty());
  }
}
