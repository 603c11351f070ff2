package dev.nestling.testing.golden;

import dev.nestling.core.kubeconfig.Kubeconfig;
import dev.nestling.core.objects.SecretData;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes a Secret's data something that a reviewer can read: what a certificate says, not its bytes.
 */
public final class Readable {
  private Readable() {}

  public static List<HasMetadata> of(List<HasMetadata> objects) {
    return objects.stream()
        .<HasMetadata>map(object -> object instanceof Secret secret ? of(secret) : object)
        .toList();
  }

  private static Secret of(Secret secret) {
    Map<String, String> texts = new TreeMap<>();
    secret
        .getData()
        .keySet()
        .forEach(key -> texts.put(key, describe(SecretData.text(secret, key).orElse("nothing"))));
    return new SecretBuilder(secret).withData(Map.of()).withStringData(texts).build();
  }

  private static String describe(String text) {
    if (text.contains("PRIVATE KEY")) {
      return "a private key";
    }
    if (text.contains("PUBLIC KEY")) {
      return "a public key";
    }
    if (text.contains("BEGIN CERTIFICATE") && text.startsWith("-----")) {
      return certificate(text);
    }
    if (text.contains("secretbox")) {
      return text.replaceAll("secret: .*", "secret: (32 bytes)");
    }
    Optional<Kubeconfig> config = Kubeconfig.parse(text);
    return config
        .map(
            parsed ->
                "context %s\nserver %s\nclient %s"
                    .formatted(
                        parsed.contextName(),
                        parsed.server().url(),
                        certificate(parsed.user().credentials().certificatePem())))
        .orElse(text);
  }

  private static String certificate(String pem) {
    try {
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
      StringBuilder text = new StringBuilder();
      text.append(certificate.getSubjectX500Principal().getName()).append('\n');
      text.append("issuer ").append(certificate.getIssuerX500Principal().getName()).append('\n');
      text.append("from ").append(certificate.getNotBefore().toInstant()).append('\n');
      text.append("to ").append(certificate.getNotAfter().toInstant()).append('\n');
      Optional.ofNullable(certificate.getExtendedKeyUsage())
          .ifPresent(usages -> text.append("usages ").append(usages).append('\n'));
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      if (names != null) {
        names.forEach(name -> text.append("for ").append(name.get(1)).append('\n'));
      }
      return text.toString();
    } catch (CertificateException e) {
      throw new AssertionError(e);
    }
  }
}
