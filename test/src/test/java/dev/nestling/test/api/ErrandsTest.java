package dev.nestling.test.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.core.content.ContentKeeper;
import dev.nestling.core.content.ContentKey;
import dev.nestling.core.content.ContentPace;
import dev.nestling.core.content.Errands;
import dev.nestling.core.content.IssuersAnswer;
import dev.nestling.core.content.NestedContent;
import dev.nestling.core.encryption.EncryptionKeys;
import dev.nestling.core.encryption.KeyRotation;
import dev.nestling.core.https.Destinations;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.nested.NestedTarget;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.SecureMinter;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the operator does inside a real API server besides keeping content. */
@Tag("api")
class ErrandsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final ContentKey KEY = new ContentKey("tests", "nested");
  private static final String FIRST = EncryptionKeys.of(1, key(1)).yaml();

  private final ContentKeeper keeper =
      new ContentKeeper(
          new HttpsClient(Destinations.ANYWHERE),
          key -> {},
          new ContentKeeper.Settings(
              ContentKeeper.Settings.standard().threads(),
              2,
              new ContentPace(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofHours(1))));

  @AfterEach
  void close() {
    keeper.close();
  }

  @Test
  void secretsAreReadableWithoutTheOldKeyOnceTheyAreRewritten() {
    try (var server =
            ApiServerProcess.start(
                directory ->
                    "encryptionConfigFile: " + write(directory, "encryption.yaml", FIRST) + "\n");
        KubernetesClient client =
            new KubernetesClientBuilder().withConfig(server.config()).build()) {
      for (String name : List.of("one", "two")) {
        client
            .resource(
                new SecretBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .withNamespace("default")
                    .endMetadata()
                    .withImmutable(name.equals("two"))
                    .withStringData(Map.of("word", name))
                    .build())
            .create();
      }
      String both = next(FIRST, KeyRotation.Rewriting.NEVER);
      write(server.directory(), "encryption.yaml", both);
      server.restart();

      run(server, new Errands(Optional.of(2), List.of()));
      await().atMost(PATIENCE).until(() -> keeper.rewriting(KEY).done().equals(Optional.of(2)));

      String second = next(both, keeper.rewriting(KEY));
      assertThat(second).contains("key2").doesNotContain("key1");
      write(server.directory(), "encryption.yaml", second);
      server.restart();
      assertThat(client.secrets().inNamespace("default").list().getItems())
          .extracting(secret -> secret.getMetadata().getName())
          .contains("one", "two");
    }
  }

  private static String next(String file, KeyRotation.Rewriting rewriting) {
    return KeyRotation.next(new KeyRotation.Facts(file, 2, true, true, rewriting), () -> key(2))
        .file();
  }

  private static byte[] key(int number) {
    byte[] key = new byte[32];
    key[0] = (byte) number;
    return key;
  }

  @Test
  void anIssuerIsToldFromOneWithoutKeysAndFromOneThatTheServerDoesNotHave() {
    KeyPair authority = new SecureMinter().certificateAuthority("issuer", Instant.now());
    try (var issuer = TokenIssuerServer.start(authority);
        var server =
            ApiServerProcess.start(
                directory ->
                    "authentication: {jwtFile: "
                        + write(
                            directory,
                            "jwt.yaml",
                            "jwt:\n"
                                + entry(issuer.url(), authority)
                                + entry("https://127.0.0.1:1", authority))
                        + "}\n")) {
      List<Errands.Issuer> questions =
          List.of(
              new Errands.Issuer(issuer.url(), "tests"),
              new Errands.Issuer("https://127.0.0.1:1", "tests"),
              new Errands.Issuer("https://issuer.example", "tests"));
      run(server, new Errands(Optional.empty(), questions));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(keeper.issuers(KEY))
                      .isEqualTo(
                          new IssuersAnswer(
                              questions.stream().map(Errands.Issuer::url).toList(),
                              List.of("https://127.0.0.1:1"),
                              List.of("https://issuer.example"))));
    }
  }

  private static String entry(String url, KeyPair authority) {
    return """
        - issuer:
            url: %s
            audiences: [tests]
            certificateAuthority: |
              %s
          claimMappings:
            username: {claim: sub, prefix: "oidc:"}
        """
        .formatted(url, authority.certificatePem().strip().replace("\n", "\n      "));
  }

  private void run(ApiServerProcess server, Errands errands) {
    Config config = server.config();
    keeper.watch(
        KEY,
        new NestedTarget(
            URI.create(config.getMasterUrl()),
            config.getCaCertData(),
            new KeyPair(config.getClientCertData(), config.getClientKeyData()),
            Optional.empty()),
        NestedContent.of(List.of()),
        errands);
  }

  private static Path write(Path directory, String name, String text) {
    try {
      return Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
