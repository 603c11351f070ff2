package dev.nestling.test.api;

import dev.nestling.core.pki.CertificateRequest;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.Minter;
import dev.nestling.core.pki.SecureMinter;
import dev.nestling.core.pki.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The files that {@code nestlet server} is started with: a minted PKI and the configuration.
 *
 * @param directory holds everything, the data included
 * @param caPem the cluster's CA
 * @param admin a client of group system:masters
 */
public record ApiServerFiles(Path directory, String caPem, KeyPair admin) {
  private static final String SERVICE_CIDR = "10.181.0.0/16";
  private static final String FIRST_SERVICE_IP = "10.181.0.1";

  /** Mints and writes everything for a server on a loopback port. */
  public static ApiServerFiles write(Path directory, int port) throws IOException {
    Path pki = Files.createDirectories(directory.resolve("pki"));
    Path data = Files.createDirectories(directory.resolve("data"));
    Minter minter = new SecureMinter();
    Instant now = Instant.now();
    KeyPair ca = minter.certificateAuthority("kubernetes", now);
    KeyPair proxyCa = minter.certificateAuthority("front-proxy", now);
    SigningKey tokens = minter.signingKey();
    pair(pki, "ca", ca);
    Files.writeString(pki.resolve("front-proxy-ca.crt"), proxyCa.certificatePem());
    Files.writeString(pki.resolve("sa.pub"), tokens.publicKeyPem());
    Files.writeString(pki.resolve("sa.key"), tokens.privateKeyPem());
    pair(pki, "apiserver", minter.sign(ca, serving(), now));
    pair(pki, "apiserver-kubelet-client", minter.sign(ca, client("kubelet-client"), now));
    pair(pki, "front-proxy-client", minter.sign(proxyCa, client("front-proxy-client"), now));
    pair(pki, "controller-manager", minter.sign(ca, client("system:kube-controller-manager"), now));
    pair(pki, "scheduler", minter.sign(ca, client("system:kube-scheduler"), now));
    Files.writeString(directory.resolve("nestlet.yaml"), configuration(pki, data, port));
    KeyPair admin = minter.sign(ca, CertificateRequest.client("tests", "system:masters"), now);
    return new ApiServerFiles(directory, ca.certificatePem(), admin);
  }

  /** The configuration file. */
  public Path configuration() {
    return directory.resolve("nestlet.yaml");
  }

  private static String configuration(Path pki, Path data, int port) {
    return """
        apiVersion: nestlet.nestling.dev/v1alpha1
        kind: ServerConfiguration
        identity: management-of-tests
        dataDir: %s
        bind: {address: 127.0.0.1, port: %d}
        certificates: %s
        datastore: {type: SQLite}
        network:
          podCIDRs: [10.180.0.0/16]
          serviceCIDRs: [%s]
          dnsDomain: cluster.local
        """
        .formatted(data, port, pki, SERVICE_CIDR);
  }

  private static CertificateRequest serving() {
    return CertificateRequest.server(
        "kube-apiserver",
        List.of("localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"),
        List.of("127.0.0.1", FIRST_SERVICE_IP));
  }

  private static CertificateRequest client(String name) {
    return CertificateRequest.client(name);
  }

  private static void pair(Path pki, String name, KeyPair pair) throws IOException {
    Files.writeString(pki.resolve(name + ".crt"), pair.certificatePem());
    Files.writeString(pki.resolve(name + ".key"), pair.privateKeyPem());
  }
}
