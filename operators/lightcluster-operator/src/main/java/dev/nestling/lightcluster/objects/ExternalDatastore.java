package dev.nestling.lightcluster.objects;

import dev.nestling.core.objects.SecretContent;
import dev.nestling.core.objects.SecretData;
import dev.nestling.core.plan.Problem;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a database's Secret says, as far as the operator needs it: never the data source name
 * itself, which holds a password.
 *
 * @param engine by the data source name's scheme
 * @param hasCa whether {@code ca.crt} is there
 * @param hasClientPair whether {@code tls.crt} and {@code tls.key} are there
 */
public record ExternalDatastore(Engine engine, boolean hasCa, boolean hasClientPair) {
  public static final String ENDPOINT = "endpoint";
  static final String CA = "ca.crt";

  /** The Secret's keys that the server reads. */
  private static final List<String> USED =
      List.of(ENDPOINT, CA, SecretData.TLS_CERTIFICATE, SecretData.TLS_KEY);

  /** The databases that the server speaks to; the names are those of its configuration. */
  public enum Engine {
    PostgreSQL("postgres", "postgresql"),
    MySQL("mysql");

    private final String[] schemes;

    Engine(String... schemes) {
      this.schemes = schemes;
    }

    private boolean speaks(String scheme) {
      return Arrays.asList(schemes).contains(scheme);
    }
  }

  /** Either the datastore or what is wrong with its Secret; no message quotes a value. */
  public sealed interface Reading {
    /**
     * @param content all that the server reads of the Secret
     */
    record Usable(ExternalDatastore datastore, SecretContent content) implements Reading {}

    record Unusable(Problem problem) implements Reading {}
  }

  /** Whether both name the same database of the same host, whoever logs in. */
  public static boolean isSameDatabase(Secret left, Secret right) {
    return location(left).isPresent() && location(left).equals(location(right));
  }

  private static Optional<String> location(Secret secret) {
    return SecretData.text(secret, ENDPOINT)
        .map(String::strip)
        .filter(endpoint -> endpoint.contains("://"))
        .map(endpoint -> endpoint.substring(endpoint.indexOf("://")).split("\\?", 2)[0])
        .map(rest -> rest.substring(rest.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT));
  }

  public static Reading read(Secret secret) {
    String where = "Secret " + secret.getMetadata().getName();
    Optional<String> endpoint = SecretData.text(secret, ENDPOINT).map(String::strip);
    if (endpoint.isEmpty()) {
      return unusable(
          "DatastoreSecretIncomplete",
          where
              + " has no key 'endpoint'; put the data source name there, such as"
              + " postgres://user:password@host:5432/database");
    }
    return read(secret, where, endpoint.get());
  }

  private static Reading read(Secret secret, String where, String endpoint) {
    int colon = endpoint.indexOf("://");
    String scheme = colon < 0 ? "" : endpoint.substring(0, colon).toLowerCase(Locale.ROOT);
    Optional<Engine> engine =
        Arrays.stream(Engine.values()).filter(any -> any.speaks(scheme)).findFirst();
    if (engine.isEmpty()) {
      return malformed(where, "does not begin with postgres:// or mysql://");
    }
    if (endpoint.lines().count() != 1) {
      return malformed(where, "is more than one line");
    }
    String rest = endpoint.substring(colon + "://".length()).split("\\?", 2)[0];
    if (database(rest).isEmpty()) {
      return malformed(where, "names no database after the host: it ends with /<database>");
    }
    if (host(rest).isEmpty()) {
      return malformed(where, "names no host");
    }
    boolean certificate = SecretData.text(secret, SecretData.TLS_CERTIFICATE).isPresent();
    boolean key = SecretData.text(secret, SecretData.TLS_KEY).isPresent();
    if (certificate != key) {
      return unusable(
          "DatastoreSecretIncomplete",
          where + " has only one of 'tls.crt' and 'tls.key'; give both or none");
    }
    boolean ca = SecretData.text(secret, CA).isPresent();
    return new Reading.Usable(
        new ExternalDatastore(engine.get(), ca, certificate), SecretContent.of(secret, USED));
  }

  private static String host(String rest) {
    String authority = rest.substring(0, rest.lastIndexOf('/'));
    return authority.substring(authority.lastIndexOf('@') + 1);
  }

  private static String database(String rest) {
    int slash = rest.lastIndexOf('/');
    return slash < 0 ? "" : rest.substring(slash + 1);
  }

  private static Reading malformed(String where, String what) {
    return unusable("DatastoreEndpointMalformed", "key 'endpoint' of " + where + " " + what);
  }

  private static Reading unusable(String reason, String message) {
    return new Reading.Unusable(new Problem(reason, message));
  }
}
