package dev.nestling.core.kubeconfig;

import dev.nestling.core.pki.KeyPair;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Writes by template, so that the text never changes with a library; reads with a YAML parser. */
final class KubeconfigText {
  /**
   * Several times what one of ours has. Whoever may write the Secret may write anything into it.
   */
  private static final int LONGEST = 64 * 1024;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setMaxAliasesForCollections(0).build();

  private KubeconfigText() {}

  static String write(Kubeconfig config) {
    var server = config.server();
    var user = config.user();
    return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: %s
          cluster:
            server: %s
            certificate-authority-data: %s
        %susers:
        - name: %s
          user:
            client-certificate-data: %s
            client-key-data: %s
        contexts:
        - name: %s
          context:
            cluster: %s
            user: %s
        current-context: %s
        """
        .formatted(
            quoted(config.clusterName()),
            quoted(server.url()),
            base64(server.caPem()),
            server
                .tlsServerName()
                .map(name -> "    tls-server-name: " + quoted(name) + "\n")
                .orElse(""),
            quoted(user.name()),
            base64(user.credentials().certificatePem()),
            base64(user.credentials().privateKeyPem()),
            quoted(config.contextName()),
            quoted(config.clusterName()),
            quoted(user.name()),
            quoted(config.contextName()));
  }

  static Optional<Kubeconfig> read(String yaml) {
    if (yaml.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      var root = map(new Load(SETTINGS).loadFromString(yaml));
      var cluster = onlyOf(root, "clusters");
      var server = map(cluster.get("cluster"));
      var entry = onlyOf(root, "users");
      var user = map(entry.get("user"));
      var credentials =
          new KeyPair(decoded(user, "client-certificate-data"), decoded(user, "client-key-data"));
      Optional<String> tlsServerName =
          server.containsKey("tls-server-name")
              ? Optional.of(text(server, "tls-server-name"))
              : Optional.empty();
      return Optional.of(
          new Kubeconfig(
              text(cluster, "name"),
              new Kubeconfig.Server(
                  text(server, "server"),
                  decoded(server, "certificate-authority-data"),
                  tlsServerName),
              new Kubeconfig.User(text(entry, "name"), credentials)));
    } catch (YamlEngineException | IllegalArgumentException | StackOverflowError e) {
      return Optional.empty();
    }
  }

  /** Single quotes: no escape means anything in them, but the quote itself. */
  private static String quoted(String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a name or address with control characters");
    }
    return "'" + text.replace("'", "''") + "'";
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(Map<?, ?> map, String key) {
    return new String(Base64.getDecoder().decode(text(map, key)), StandardCharsets.UTF_8);
  }

  private static Map<?, ?> onlyOf(Map<?, ?> root, String key) {
    if (root.get(key) instanceof List<?> list && list.size() == 1) {
      return map(list.getFirst());
    }
    throw new IllegalArgumentException("not exactly one of " + key);
  }

  private static Map<?, ?> map(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new IllegalArgumentException("not a map");
  }

  private static String text(Map<?, ?> map, String key) {
    if (map.get(key) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("no text at " + key);
  }
}
