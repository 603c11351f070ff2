package dev.nestling.core.pki;

import static dev.nestling.core.pki.Pairs.CA;
import static dev.nestling.core.pki.Pairs.MINTER;
import static dev.nestling.core.pki.Pairs.NOW;
import static dev.nestling.core.pki.Pairs.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The JDK's own parser is the witness: it shares no code with what writes the certificates. */
class SecureMinterTest {

  @Test
  void anAuthorityMaySignForTenYears() throws GeneralSecurityException {
    X509Certificate certificate = parsed(CA);

    assertThat(certificate.getBasicConstraints()).isNotNegative();
    assertThat(keyUsages(certificate)).containsExactly(0, 5, 6);
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=kubernetes");
    assertThat(certificate.getNotBefore()).isEqualTo("2025-12-31T23:55:00Z");
    assertThat(certificate.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(3650)));
    assertThat(((ECPublicKey) certificate.getPublicKey()).getParams().getOrder().bitLength())
        .isEqualTo(256);
    certificate.verify(certificate.getPublicKey());
  }

  @Test
  void aServerHasItsNamesAndNoMore() throws GeneralSecurityException {
    X509Certificate certificate = parsed(Pairs.serverAt(NOW));

    certificate.verify(parsed(CA).getPublicKey());
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(keyUsages(certificate)).containsExactly(0);
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(certificate.getNotBefore()).isEqualTo("2025-12-31T23:55:00Z");
    assertThat(certificate.getNotAfter()).isEqualTo("2027-01-01T00:00:00Z");
    assertThat(certificate.getSubjectAlternativeNames())
        .extracting(name -> name.get(1).toString())
        .containsExactlyInAnyOrder(
            "Kubernetes.default", "localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
  }

  @Test
  void aClientHasItsGroups() throws GeneralSecurityException {
    var request =
        CertificateRequest.client("admin", "b:admins", "a, \\group")
            .withValidity(CertificateRequest.ADMIN_VALIDITY);

    KeyPair pair = MINTER.sign(CA, request, NOW);

    X509Certificate certificate = parsed(pair);
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(certificate.getSubjectAlternativeNames()).isNull();
    assertThat(certificate.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(90)));
    assertThat(RenewalCheck.check(new RenewalCheck.Input(Optional.of(pair), request, CA, NOW)))
        .isEmpty();
  }

  @Test
  void everyPairIsNew() {
    KeyPair first = Pairs.serverAt(NOW);
    KeyPair second = Pairs.serverAt(NOW);

    assertThat(first.privateKeyPem()).isNotEqualTo(second.privateKeyPem());
    assertThat(first.certificatePem()).isNotEqualTo(second.certificatePem());
    assertThat(MINTER.encryptionKey()).hasSize(32).isNotEqualTo(MINTER.encryptionKey());
    assertThat(MINTER.signingKey()).isNotEqualTo(MINTER.signingKey());
  }

  @Test
  void theSigningKeyVerifiesWhatItSigns() throws GeneralSecurityException {
    SigningKey keys = MINTER.signingKey();
    var factory = KeyFactory.getInstance("EC");
    var signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(factory.generatePrivate(new PKCS8EncodedKeySpec(der(keys.privateKeyPem()))));
    signer.update((byte) 7);
    byte[] signature = signer.sign();

    signer.initVerify(factory.generatePublic(new X509EncodedKeySpec(der(keys.publicKeyPem()))));
    signer.update((byte) 7);

    assertThat(signer.verify(signature)).isTrue();
  }

  @Test
  void theFingerprintIsThatOfTheDerForm() throws GeneralSecurityException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(parsed(CA).getEncoded());

    assertThat(Fingerprint.sha256(CA.certificatePem())).isEqualTo(HexFormat.of().formatHex(digest));
  }

  @Test
  void thePinIsThatOfThePublicKey() throws GeneralSecurityException {
    byte[] key = parsed(CA).getPublicKey().getEncoded();
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);

    assertThat(Fingerprint.publicKeyPin(CA.certificatePem()))
        .isEqualTo("sha256:" + HexFormat.of().formatHex(digest));
  }

  @Test
  void noPrivateKeyIsEverPrinted() {
    assertThat(CA.toString()).contains("BEGIN CERTIFICATE").doesNotContain("PRIVATE KEY");
    assertThat(MINTER.signingKey().toString()).doesNotContain("PRIVATE KEY");
  }

  @Test
  void anAuthorityThatIsThereAndWholeIsPresent() {
    assertThat(Authority.examine(Optional.of(CA), NOW)).isEqualTo(new Authority.Present(CA));
    assertThat(Authority.examine(Optional.empty(), NOW)).isEqualTo(new Authority.Absent());
  }

  @Test
  void anAuthorityThatCannotSignIsDamaged() {
    KeyPair leaf = Pairs.serverAt(NOW);
    var halves = new KeyPair(CA.certificatePem(), leaf.privateKeyPem());

    assertDamage(new KeyPair("x", "y"), NOW, "Unparsable", "there is no PEM block in it");
    assertDamage(leaf, NOW, "NotAnAuthority", "it is not a CA");
    assertDamage(halves, NOW, "KeyMismatch", "does not belong to its certificate");
    assertDamage(CA, NOW.minusSeconds(301), "NotYetValid", "2025-12-31T23:55:00Z");
    assertDamage(CA, NOW.plus(Duration.ofDays(3650)), "Expired", "2035-12-30T00:00:00Z");
  }

  private static void assertDamage(KeyPair pair, Instant at, String reason, String message) {
    assertThat(Authority.examine(Optional.of(pair), at))
        .isInstanceOfSatisfying(
            Authority.Damaged.class,
            damaged -> {
              assertThat(damaged.reason().reason()).isEqualTo(reason);
              assertThat(damaged.reason().message()).contains(message);
            });
  }

  @Test
  void anAuthorityOfAUserMayHaveAnRsaKey() throws GeneralSecurityException {
    KeyPair rsa = RsaAuthority.PAIR;

    KeyPair leaf = MINTER.sign(rsa, SERVER, NOW);

    parsed(leaf).verify(parsed(rsa).getPublicKey());
    assertThat(Authority.examine(Optional.of(rsa), NOW)).isEqualTo(new Authority.Present(rsa));
    assertThat(RenewalCheck.check(new RenewalCheck.Input(Optional.of(leaf), SERVER, rsa, NOW)))
        .isEmpty();
  }

  private static X509Certificate parsed(KeyPair pair) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(pair.certificatePem().getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Integer> keyUsages(X509Certificate certificate) {
    boolean[] bits = certificate.getKeyUsage();
    return java.util.stream.IntStream.range(0, bits.length)
        .filter(bit -> bits[bit])
        .boxed()
        .toList();
  }

  private static byte[] der(String pem) {
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
  }
}
