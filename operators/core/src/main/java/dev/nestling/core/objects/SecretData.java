package dev.nestling.core.objects;

import dev.nestling.core.pki.KeyPair;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Texts in a Secret's data; absent and undecodable entries are the same: not there. */
public final class SecretData {
  /** Of the Cluster API contract, as are the keys below. */
  public static final String CAPI_TYPE = "cluster.x-k8s.io/secret";

  public static final String TLS_CERTIFICATE = "tls.crt";
  public static final String TLS_KEY = "tls.key";

  private SecretData() {}

  public static Optional<String> text(Secret secret, String key) {
    return Optional.ofNullable(secret.getData())
        .map(data -> data.get(key))
        .flatMap(SecretData::decode)
        .filter(text -> !text.isEmpty());
  }

  /** The pair under two keys; empty unless both are there. */
  public static Optional<KeyPair> pair(Secret secret, String certificate, String key) {
    return text(secret, certificate)
        .flatMap(pem -> text(secret, key).map(privateKey -> new KeyPair(pem, privateKey)));
  }

  /** The pair of a certificate authority's Secret. */
  public static Optional<KeyPair> authority(Secret secret) {
    return pair(secret, TLS_CERTIFICATE, TLS_KEY);
  }

  public static Map<String, String> authority(KeyPair pair) {
    return encode(Map.of(TLS_CERTIFICATE, pair.certificatePem(), TLS_KEY, pair.privateKeyPem()));
  }

  public static Map<String, String> encode(Map<String, String> texts) {
    Map<String, String> data = new LinkedHashMap<>();
    texts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> data.put(entry.getKey(), encode(entry.getValue())));
    return data;
  }

  private static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<String> decode(String base64) {
    try {
      return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
