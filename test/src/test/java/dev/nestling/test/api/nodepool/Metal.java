package dev.nestling.test.api.nodepool;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;

/** What pools of machines are made of, without a machine. */
public final class Metal {
  public static final String HOST_KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPkCWLcelQBfol+K+1jBUQ0xu/EyaK7C0THQsKsLp1uI";

  private Metal() {}

  /** A host at which nobody listens. */
  public static String host(String name, String hostKey) throws IOException {
    return "{name: %s, address: 127.0.0.1, port: %d, hostKeys: ['%s']}"
        .formatted(name, closedPort(), hostKey);
  }

  public static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Secret {@code key} with this private key. */
  static void giveKey(KubernetesClient admin, String namespace, String text) {
    admin
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("key")
                .withNamespace(namespace)
                .endMetadata()
                .withType("Opaque")
                .withStringData(Map.of("ssh-privatekey", text))
                .build())
        .serverSideApply();
  }

  public static String privateKey() throws GeneralSecurityException {
    byte[] key =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key)
        + "\n-----END PRIVATE KEY-----\n";
  }
}
