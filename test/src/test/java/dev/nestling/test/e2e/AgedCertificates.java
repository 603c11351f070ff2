package dev.nestling.test.e2e;

import dev.nestling.core.pki.CertificateRequest;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.SecureMinter;
import dev.nestling.core.pki.Usage;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The leaves of a cluster as they would be if it were older: same names, same authorities. */
final class AgedCertificates {
  private static final int DNS = 2;
  private static final int IP = 7;
  private static final String CERTIFICATE = ".crt";

  private AgedCertificates() {}

  /**
   * @param leaves a Secret of pairs
   * @param authorityOf the Secret of a pair's authority, by the pair's name
   * @param age how long ago they were signed
   * @return the Secret's data, anew; what is no pair stays as it is
   */
  static Map<String, String> of(Secret leaves, Function<String, Secret> authorityOf, Duration age) {
    Map<String, String> data = new LinkedHashMap<>(leaves.getData());
    for (String file : leaves.getData().keySet()) {
      if (file.endsWith(CERTIFICATE)) {
        String leaf = file.substring(0, file.length() - CERTIFICATE.length());
        var authority = pair(authorityOf.apply(leaf));
        var aged =
            new SecureMinter()
                .sign(authority, request(certificate(leaves, leaf)), Instant.now().minus(age));
        data.put(leaf + CERTIFICATE, encode(aged.certificatePem()));
        data.put(leaf + ".key", encode(aged.privateKeyPem()));
      }
    }
    return data;
  }

  /** The certificate of one of the server's pairs. */
  static X509Certificate certificate(Secret leaves, String leaf) {
    return ServedCertificate.parse(
        decode(Objects.requireNonNull(leaves.getData().get(leaf + CERTIFICATE))));
  }

  private static CertificateRequest request(X509Certificate certificate) {
    try {
      Set<Usage> usages = EnumSet.noneOf(Usage.class);
      for (String usage : certificate.getExtendedKeyUsage()) {
        usages.add(usage.equals("1.3.6.1.5.5.7.3.1") ? Usage.SERVER : Usage.CLIENT);
      }
      return new CertificateRequest(
          subject(certificate, "CN=").findFirst().orElseThrow(),
          subject(certificate, "O=").toList(),
          usages,
          names(certificate, DNS),
          names(certificate, IP),
          CertificateRequest.LEAF_VALIDITY);
    } catch (CertificateException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Stream<String> subject(X509Certificate certificate, String key) {
    return Stream.of(certificate.getSubjectX500Principal().getName().split("[,+]", -1))
        .filter(part -> part.startsWith(key))
        .map(part -> part.substring(key.length()));
  }

  private static List<String> names(X509Certificate certificate, int type)
      throws CertificateException {
    return Optional.<Collection<List<?>>>ofNullable(certificate.getSubjectAlternativeNames())
        .orElse(List.of())
        .stream()
        .filter(name -> name.getFirst().equals(type))
        .map(name -> name.getLast().toString())
        .toList();
  }

  private static KeyPair pair(Secret authority) {
    return new KeyPair(
        decode(Objects.requireNonNull(authority.getData().get("tls.crt"))),
        decode(Objects.requireNonNull(authority.getData().get("tls.key"))));
  }

  private static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }
}
