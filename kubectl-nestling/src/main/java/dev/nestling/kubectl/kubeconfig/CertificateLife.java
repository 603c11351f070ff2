package dev.nestling.kubectl.kubeconfig;

import dev.nestling.core.kubeconfig.Kubeconfig;
import dev.nestling.kubectl.management.Failure;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/** What the certificate in a kubeconfig says. */
public final class CertificateLife {
  private CertificateLife() {}

  /** When it ends. */
  public static Instant end(Kubeconfig kubeconfig) {
    return certificate(kubeconfig).getNotAfter().toInstant();
  }

  /** The same user and groups for another time. */
  public static CertificateWish wishAsStored(Kubeconfig stored, Duration life) {
    X500Name subject =
        X500Name.getInstance(certificate(stored).getSubjectX500Principal().getEncoded());
    String user = values(subject, BCStyle.CN).stream().findFirst().orElse("admin");
    return new CertificateWish(user, values(subject, BCStyle.O), life);
  }

  private static List<String> values(X500Name subject, ASN1ObjectIdentifier type) {
    List<String> values = new ArrayList<>();
    for (RDN rdn : subject.getRDNs(type)) {
      values.add(IETFUtils.valueToString(rdn.getFirst().getValue()).replace("\\", ""));
    }
    return values;
  }

  private static X509Certificate certificate(Kubeconfig kubeconfig) {
    byte[] pem = kubeconfig.user().credentials().certificatePem().getBytes(StandardCharsets.UTF_8);
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(pem));
    } catch (CertificateException e) {
      throw new Failure("the kubeconfig has no certificate that can be read: " + e, e);
    }
  }
}
