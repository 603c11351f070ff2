package dev.nestling.core.pki;

import static dev.nestling.core.pki.Pairs.CA;
import static dev.nestling.core.pki.Pairs.MINTER;
import static dev.nestling.core.pki.Pairs.NOW;
import static dev.nestling.core.pki.Pairs.SERVER;
import static dev.nestling.core.pki.Pairs.after;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RenewalCheckTest {
  private static final KeyPair LEAF = Pairs.serverAt(NOW);
  private static final KeyPair OTHER = Pairs.serverAt(NOW);
  private static final KeyPair OTHER_CA = MINTER.certificateAuthority("kubernetes", NOW);

  record Case(Optional<KeyPair> existing, Instant at, String reason, String message) {
    static Case of(KeyPair existing, Instant at, String reason, String message) {
      return new Case(Optional.of(existing), at, reason, message);
    }
  }

  static List<Case> reasonsToRenew() {
    return List.of(
        new Case(Optional.empty(), NOW, "Missing", "There is no certificate yet."),
        Case.of(
            new KeyPair("", LEAF.privateKeyPem()),
            NOW,
            "Unparsable",
            "The pair can't be read: there is no PEM block in it."),
        Case.of(
            new KeyPair(LEAF.certificatePem(), LEAF.certificatePem()),
            NOW,
            "Unparsable",
            "The pair can't be read: there is no unencrypted private key in it."),
        Case.of(
            new KeyPair(LEAF.certificatePem(), LEAF.privateKeyPem().replace('M', '!')),
            NOW,
            "Unparsable",
            "The pair can't be read: its PEM block can't be decoded."),
        Case.of(
            new KeyPair(LEAF.certificatePem(), OTHER.privateKeyPem()),
            NOW,
            "KeyMismatch",
            "The private key does not belong to the certificate."),
        Case.of(
            MINTER.sign(OTHER_CA, SERVER, NOW),
            NOW,
            "AnotherAuthority",
            "The certificate was signed by another authority."),
        Case.of(
            MINTER.sign(CA, with("other", SERVER.dnsNames(), Usage.SERVER), NOW),
            NOW,
            "SubjectDiffers",
            "The certificate's subject parts are [CN=other], wanted are [CN=kube-apiserver]."),
        Case.of(
            MINTER.sign(CA, with("kube-apiserver", SERVER.dnsNames(), Usage.CLIENT), NOW),
            NOW,
            "UsagesDiffer",
            "The certificate's usages are [CLIENT], wanted are [SERVER]."),
        Case.of(
            MINTER.sign(CA, with("kube-apiserver", List.of("localhost"), Usage.SERVER), NOW),
            NOW,
            "NamesDiffer",
            "The certificate's names are [0:0:0:0:0:0:0:1, 127.0.0.1, localhost], wanted are"
                + " [0:0:0:0:0:0:0:1, 127.0.0.1, kubernetes.default, localhost]."),
        Case.of(
            LEAF,
            NOW.minus(Duration.ofMinutes(6)),
            "NotYetValid",
            "The certificate is valid from 2025-12-31T23:55:00Z on."),
        Case.of(
            LEAF,
            after(Duration.ofDays(365)),
            "Expired",
            "The certificate expired at 2027-01-01T00:00:00Z."),
        Case.of(
            LEAF,
            after(Duration.ofDays(244)),
            "DueForRenewal",
            "Two thirds of the certificate's life were over at 2026-09-01T07:58:20Z."));
  }

  @ParameterizedTest
  @MethodSource
  void reasonsToRenew(Case given) {
    var input = new RenewalCheck.Input(given.existing(), SERVER, CA, given.at());

    assertThat(RenewalCheck.check(input)).contains(new Reason(given.reason(), given.message()));
  }

  @Test
  void aPairStaysUntilTwoThirdsOfItsLife() {
    Instant due = RenewalCheck.nextRenewal(LEAF, CA).orElseThrow();

    assertThat(due).isEqualTo("2026-09-01T07:58:20Z");
    assertThat(check(LEAF, NOW)).isEmpty();
    assertThat(check(LEAF, due.minusSeconds(1))).isEmpty();
    assertThat(check(LEAF, due)).isPresent();
  }

  /** Who is paused keeps it, and its cluster is looked at all the same. */
  @Test
  void whatCanNotBeReadHasNoAge() {
    var unreadable = new KeyPair("-----BEGIN CERTIFICATE-----\nnone", LEAF.privateKeyPem());

    assertThat(RenewalCheck.nextRenewal(unreadable, CA)).isEmpty();
    assertThat(RenewalCheck.isReadable(unreadable)).isFalse();
    assertThat(RenewalCheck.isReadable(LEAF)).isTrue();
  }

  @Test
  void theOrderAndSpellingOfNamesIsNoDifference() {
    var respelled =
        CertificateRequest.server(
            "kube-apiserver",
            List.of("kubernetes.DEFAULT", "localhost"),
            List.of("0::1", "127.0.0.1"));

    var input = new RenewalCheck.Input(Optional.of(LEAF), respelled, CA, NOW);

    assertThat(RenewalCheck.check(input)).isEmpty();
  }

  /** Otherwise the leaves of an ending authority would be made anew faster and faster. */
  @Test
  void aLeafThatEndsWithItsAuthorityIsNotRenewedByAge() {
    Instant late = after(SecureMinter.AUTHORITY_VALIDITY.minusDays(30));
    KeyPair last = Pairs.serverAt(late);

    assertThat(Validity.of(last.certificatePem()).notAfter())
        .isEqualTo(Validity.of(CA.certificatePem()).notAfter());
    assertThat(RenewalCheck.nextRenewal(last, CA)).isEmpty();
    assertThat(check(last, late.plus(Duration.ofDays(29)))).isEmpty();
  }

  private static Optional<Reason> check(KeyPair pair, Instant at) {
    return RenewalCheck.check(new RenewalCheck.Input(Optional.of(pair), SERVER, CA, at));
  }

  private static CertificateRequest with(String commonName, List<String> dnsNames, Usage usage) {
    return new CertificateRequest(
        commonName,
        List.of(),
        Set.of(usage),
        dnsNames,
        SERVER.ipAddresses(),
        CertificateRequest.LEAF_VALIDITY);
  }
}
