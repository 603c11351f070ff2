package dev.nestling.test.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The management cluster's audit log: every write that its API server took, and from whom. */
record AuditLog(Path file) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> WRITES =
      Set.of("create", "update", "patch", "delete", "deletecollection");

  /** Of writes alone, after they were answered; who asks what he may do writes nothing. */
  private static final String POLICY =
      """
      apiVersion: audit.k8s.io/v1
      kind: Policy
      omitStages: [RequestReceived, ResponseStarted]
      rules:
      - level: None
        resources: [{group: authorization.k8s.io}, {group: authentication.k8s.io}]
      - level: Metadata
        verbs: [create, update, patch, delete, deletecollection]
      - level: None
      """;

  /**
   * One accepted write.
   *
   * @param resource with its subresource, such as {@code pods/status}
   * @param namespace empty for cluster-wide objects
   * @param received when the API server got it
   */
  record Write(
      String user, String verb, String resource, String namespace, String name, Instant received) {
    boolean isLease() {
      return resource.equals("leases");
    }

    boolean isBy(String serviceAccount) {
      return user.equals("system:serviceaccount:" + serviceAccount);
    }
  }

  /** Puts the policy into a testbed's directory and returns the arguments that switch it on. */
  static List<String> arguments(Path directory) {
    try {
      var cluster = Files.createDirectories(directory.resolve("cluster"));
      Files.writeString(cluster.resolve("audit.yaml"), POLICY);
      return List.of(
          "--api-server-arg",
          "audit-policy-file=/nestling/data/audit.yaml",
          "--api-server-arg",
          "audit-log-path=/nestling/data/audit.log");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The log that {@link #arguments} led to. */
  static AuditLog in(Path directory) {
    return new AuditLog(directory.resolve("cluster/audit.log"));
  }

  /** Every accepted write between the two times. */
  List<Write> writes(Instant from, Instant to) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .map(AuditLog::write)
          .flatMap(Optional::stream)
          .filter(write -> !write.received().isBefore(from) && write.received().isBefore(to))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Write> write(String line) {
    try {
      JsonNode event = JSON.readTree(line);
      JsonNode object = event.path("objectRef");
      boolean accepted = event.path("responseStatus").path("code").asInt() < 300;
      if (!accepted || !WRITES.contains(event.path("verb").asText())) {
        return Optional.empty();
      }
      String subresource = object.path("subresource").asText();
      return Optional.of(
          new Write(
              event.path("user").path("username").asText(),
              event.path("verb").asText(),
              object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
              object.path("namespace").asText(),
              object.path("name").asText(),
              Instant.parse(event.path("requestReceivedTimestamp").asText())));
    } catch (IOException e) {
      // The line that is being written at this moment.
      return Optional.empty();
    }
  }
}
