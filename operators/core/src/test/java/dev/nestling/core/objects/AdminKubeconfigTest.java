package dev.nestling.core.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.pki.SecureMinter;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdminKubeconfigTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final ClusterScope scope = TestScope.named("c");
  private final SecureMinter minter = new SecureMinter();
  private final Signer signer =
      new Signer(minter.certificateAuthority("kubernetes", NOW), minter, NOW);

  /** The most used Java client takes a key for RSA unless its text says EC. */
  @Test
  void aJavaClientCanUseTheKey() throws Exception {
    Secret published = publish(Optional.empty());

    Config config =
        Config.fromKubeconfig(SecretData.text(published, AdminKubeconfig.KEY).orElseThrow());

    assertThat(SSLUtils.keyManagers(config)).isNotEmpty();
  }

  @Test
  void whatWasPublishedStays() {
    Secret published = publish(Optional.empty());

    assertThat(publish(Optional.of(published)).getData()).isEqualTo(published.getData());
  }

  private Secret publish(Optional<Secret> existing) {
    return InternalKubeconfigSecret.build(
        scope, signer.authority().certificatePem(), AdminKubeconfig.credentials(existing, signer));
  }
}
