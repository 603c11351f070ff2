package dev.nestling.test.e2e;

import dev.nestling.core.kubeconfig.Kubeconfig;
import dev.nestling.test.testbed.NestedCluster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** The certificate that a cluster's server shows at its Service; the cluster's CA signed it. */
record ServedCertificate(X509Certificate certificate) {

  static ServedCertificate of(NestedCluster cluster) {
    var service =
        cluster
            .management()
            .services()
            .inNamespace(cluster.namespace())
            .withName(cluster.name() + "-api")
            .require();
    var caPem = Kubeconfig.parse(cluster.kubeconfig()).orElseThrow().server().caPem();
    try (var socket =
        (SSLSocket)
            trusting(caPem)
                .getSocketFactory()
                .createSocket(service.getSpec().getClusterIP(), 6443)) {
      socket.startHandshake();
      return new ServedCertificate((X509Certificate) socket.getSession().getPeerCertificates()[0]);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("no certificate", e);
    }
  }

  /** DNS names and addresses in it. */
  List<String> names() {
    try {
      return certificate.getSubjectAlternativeNames().stream()
          .map(name -> name.getLast().toString())
          .toList();
    } catch (CertificateParsingException e) {
      throw new IllegalStateException(e);
    }
  }

  static X509Certificate parse(String pem) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
    } catch (CertificateException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static SSLContext trusting(String caPem) throws GeneralSecurityException, IOException {
    var authorities = KeyStore.getInstance("PKCS12");
    authorities.load(null, null);
    authorities.setCertificateEntry("ca", parse(caPem));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(authorities);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
