package dev.nestling.test.api.canary;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What is secret in Secrets that operators have made: lines of private keys, keys of encryption,
 * tokens. Certificates are in the same Secrets, and are nobody's secret.
 */
final class MintedSecrets {
  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----([^-]+)-----END");
  private static final Pattern LINE = Pattern.compile("[A-Za-z0-9+/]{32,}");
  private static final List<Pattern> VALUES =
      List.of(
          Pattern.compile("client-key-data: (\\S+)"),
          Pattern.compile("secret: ([A-Za-z0-9+/]{20,})"),
          Pattern.compile("\\b[a-z0-9]{6}\\.([a-z0-9]{16})\\b"));

  private MintedSecrets() {}

  static List<Forms> of(KubernetesClient admin, String namespace) {
    List<Forms> found = new ArrayList<>();
    for (Secret secret : admin.secrets().inNamespace(namespace).list().getItems()) {
      Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
      data.forEach(
          (key, value) ->
              found.addAll(
                  values(
                      secret.getMetadata().getName() + "/" + key,
                      new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8))));
    }
    return found;
  }

  private static List<Forms> values(String name, String text) {
    List<Forms> found = new ArrayList<>();
    PRIVATE_KEY
        .matcher(text)
        .results()
        .flatMap(key -> LINE.matcher(key.group(1)).results())
        .map(MatchResult::group)
        .forEach(line -> found.add(Forms.of(name, line)));
    for (Pattern pattern : VALUES) {
      pattern.matcher(text).results().forEach(it -> found.add(Forms.of(name, it.group(1))));
    }
    return found;
  }
}
