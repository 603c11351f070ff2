package dev.nestling.kubectl.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.pki.PrivateKeyText;
import dev.nestling.core.pki.SecureMinter;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientKeyTest {
  private final String key = new SecureMinter().signingKey().privateKeyPem();

  @Test
  void aKeyOfACurveIsKnownInEveryForm(@TempDir Path directory) throws IOException {
    String data = Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    Path file = Files.writeString(directory.resolve("key"), key);

    assertThat(ClientKey.algorithm(withData(data))).contains("EC");
    assertThat(ClientKey.algorithm(withData(key))).contains("EC");
    assertThat(ClientKey.algorithm(config().withClientKeyFile(file.toString()).build()))
        .contains("EC");
  }

  @Test
  void everythingElseIsLeftToTheLibrary() throws GeneralSecurityException {
    byte[] rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded();
    String pem =
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
            .formatted(Base64.getEncoder().encodeToString(rsa));

    assertThat(ClientKey.algorithm(withData(pem))).isEmpty();
    assertThat(ClientKey.algorithm(withData(PrivateKeyText.sec1(key)))).isEmpty();
    assertThat(ClientKey.algorithm(config().build())).isEmpty();
    assertThat(ClientKey.algorithm(withData("no key"))).isEmpty();
  }

  private static Config withData(String data) {
    return config().withClientKeyData(data).build();
  }

  private static ConfigBuilder config() {
    return new ConfigBuilder(Config.empty());
  }
}
