package dev.nestling.kubectl.management;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;

/** The client library takes every key in PKCS#8 for one of RSA, unless it is told otherwise. */
final class ClientKey {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String EC = "EC";

  private ClientKey() {}

  /** Empty where the library is right. */
  static Optional<String> algorithm(Config config) {
    try {
      String pem = pem(config);
      if (!pem.contains(BEGIN)) {
        return Optional.empty();
      }
      byte[] der =
          Base64.getMimeDecoder()
              .decode(pem.substring(pem.indexOf(BEGIN) + BEGIN.length()).split("-----END", 2)[0]);
      KeyFactory.getInstance(EC).generatePrivate(new PKCS8EncodedKeySpec(der));
      return Optional.of(EC);
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String pem(Config config) throws IOException {
    String data = config.getClientKeyData();
    if (data != null) {
      return data.startsWith("-----")
          ? data
          : new String(Base64.getMimeDecoder().decode(data), StandardCharsets.UTF_8);
    }
    String file = config.getClientKeyFile();
    return file == null ? "" : Files.readString(Path.of(file));
  }
}
