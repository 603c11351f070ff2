package dev.nestling.nodepool.workers;

import dev.nestling.core.kubeadm.BootstrapToken;
import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.objects.SecretData;
import dev.nestling.core.pki.Fingerprint;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The Secret beside a pool with everything that a machine needs to join. */
final class JoinSecret {
  static final String TOKEN = "token";
  static final String EXPIRATION = "expiration";

  /** {@code host:port} of the API. */
  static final String ENDPOINT = "endpoint";

  /** Pins the cluster's authority: {@code sha256:} and its public key's hash. */
  static final String CA_CERT_HASH = "ca-cert-hash";

  static final String CA = "ca.crt";

  /** What is pasted on a machine with containerd, kubelet and kubeadm. */
  static final String COMMAND = "kubeadm-join";

  private JoinSecret() {}

  /**
   * @param existing the pool's Secret as it is; its token stays while it is fresh
   * @param minted makes another token
   * @param more files for whoever joins
   */
  static Secret build(
      WorkersScope scope,
      NestedFacts facts,
      Optional<Secret> existing,
      Supplier<BootstrapToken> minted,
      Map<String, String> more,
      Instant now) {
    JoinToken token =
        existing
            .flatMap(JoinSecret::token)
            .filter(found -> JoinToken.isFresh(found.expiration(), now, scope.tokenTtl()))
            .orElseGet(
                () ->
                    new JoinToken(
                        minted.get(),
                        now.plus(scope.tokenTtl()).truncatedTo(ChronoUnit.SECONDS),
                        ""));
    String pin = Fingerprint.publicKeyPin(facts.caPem());
    String text = token.token().text();
    return new SecretBuilder()
        .withMetadata(scope.joinMetadata())
        .withType("Opaque")
        .withData(SecretData.encode(more))
        .addToData(
            SecretData.encode(
                Map.of(
                    TOKEN,
                    text,
                    EXPIRATION,
                    token.expiration().toString(),
                    ENDPOINT,
                    facts.apiEndpoint(),
                    CA_CERT_HASH,
                    pin,
                    CA,
                    facts.caPem(),
                    COMMAND,
                    "kubeadm join %s --token %s --discovery-token-ca-cert-hash %s"
                        .formatted(facts.apiEndpoint(), text, pin))))
        .build();
  }

  /** Empty when somebody made something else of it. */
  static Optional<JoinToken> token(Secret secret) {
    try {
      Optional<Instant> expiration = SecretData.text(secret, EXPIRATION).map(Instant::parse);
      return SecretData.text(secret, TOKEN)
          .flatMap(BootstrapToken::parse)
          .flatMap(
              token ->
                  expiration.map(
                      until -> new JoinToken(token, until, secret.getMetadata().getUid())));
    } catch (DateTimeException notATime) {
      return Optional.empty();
    }
  }
}
