package dev.nestling.core.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nestling.core.pki.CertificateRequest;
import dev.nestling.core.pki.SecureMinter;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SshIdentityTest {
  @TempDir private Path directory;
  private Keys keys;

  @BeforeEach
  void prepare() {
    keys = new Keys(directory);
  }

  private static void assertRefused(String text, String reason) {
    assertThatThrownBy(() -> SshIdentity.parse(text))
        .isInstanceOf(UnusableKeyException.class)
        .hasMessageContaining(reason)
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-t ed25519",
        "-t rsa -b 2048",
        "-t rsa -b 2048 -m PEM",
        "-t rsa -b 2048 -m PKCS8",
        "-t ecdsa -b 256",
        "-t ecdsa -b 384 -m PEM",
        "-t ecdsa -b 521 -m PKCS8",
      })
  void everyFormThatSshKeygenWritesIsRead(String arguments) throws UnusableKeyException {
    assumeTrue(OpenSshServer.installed(), "ssh-keygen comes with openssh-server");
    Path file = keys.plain("key", arguments.split(" "));
    HostKey expected = Keys.hostKey(file);

    var identity = SshIdentity.parse(Keys.text(file));

    assertThat(identity.publicKey()).isEqualTo(expected.toString());
    assertThat(identity.fingerprint()).isEqualTo(expected.fingerprint());
    assertThat(identity.toString()).isEqualTo("SshIdentity[" + expected.fingerprint() + "]");
    assertThat(SshIdentity.parse("\n " + Keys.text(file).strip().replace("\n", "\r\n")))
        .isEqualTo(identity)
        .hasSameHashCodeAs(identity);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ed25519", "EC", "RSA"})
  void whatTheJdkWritesIsRead(String algorithm) throws Exception {
    PrivateKey key = KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();

    assertThat(SshIdentity.parse(pem("PRIVATE KEY", key.getEncoded())).publicKey())
        .containsAnyOf("ssh-ed25519 ", "ssh-rsa ", "ecdsa-sha2-nistp");
  }

  @Test
  void whatWeMintIsRead() throws UnusableKeyException {
    var minter = new SecureMinter();
    var authority = minter.certificateAuthority("ca", Instant.now());
    var pair = minter.sign(authority, CertificateRequest.client("user"), Instant.now());

    assertThat(SshIdentity.parse(pair.privateKeyPem()).publicKey())
        .startsWith("ecdsa-sha2-nistp256 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-t ed25519", "-t rsa -b 2048 -m PEM", "-t ecdsa -b 256 -m PKCS8"})
  void anEncryptedKeySaysSo(String arguments) {
    assumeTrue(OpenSshServer.installed(), "ssh-keygen comes with openssh-server");
    var all = new ArrayList<>(List.of("passphrase"));
    all.addAll(List.of(arguments.split(" ")));
    Path file = keys.generate("key", all.toArray(String[]::new));

    assertRefused(Keys.text(file), "it is encrypted; only keys without a passphrase");
  }

  @Test
  void aShortRsaKeyIsRefused() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);

    assertRefused(
        pem("PRIVATE KEY", generator.generateKeyPair().getPrivate().getEncoded()),
        "2048 bits at least, and this one has 1024");
  }

  @Test
  void aTypeThatIsNotSupportedIsRefused() throws GeneralSecurityException {
    for (String algorithm : List.of("DSA", "Ed448", "X25519")) {
      PrivateKey key = KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();

      assertRefused(pem("PRIVATE KEY", key.getEncoded()), "not supported");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'';it is empty",
        "' \n';it is empty",
        "nonsense;it is no private key in OpenSSH's form or PEM",
        "ssh-ed25519 AAAA;it is a public key",
        "PuTTY-User-Key-File-3: ssh-ed25519;export it as an OpenSSH key",
        "'-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----';it is a PUBLIC KEY",
        "'-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';it is a CERTIFICATE",
        "'-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----';it is damaged",
        "'-----BEGIN PRIVATE KEY-----\n!!\n-----END PRIVATE KEY-----';it is damaged",
      })
  void whatIsNoPrivateKeyIsRefusedWithTheReason(String text, String reason) {
    assertRefused(text, reason);
  }

  @Test
  void ofADamagedKeyNothingIsShown() throws Exception {
    byte[] key = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate().getEncoded();
    String whole = pem("PRIVATE KEY", key);
    String body = whole.lines().toList().get(1);
    for (String damaged :
        List.of(
            whole.replace(body, body.substring(4)),
            whole.replace(body, body.substring(0, 30)),
            whole.replace("-----END", ""))) {
      assertThatThrownBy(() -> SshIdentity.parse(damaged))
          .isInstanceOf(UnusableKeyException.class)
          .hasNoCause()
          .message()
          .doesNotContain(body.substring(8, 20));
    }
  }

  private static String pem(String type, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, body, type);
  }
}
