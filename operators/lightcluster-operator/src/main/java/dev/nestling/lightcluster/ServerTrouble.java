package dev.nestling.lightcluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nestling.core.cluster.AnswerConditions;
import dev.nestling.core.plan.Names;
import dev.nestling.core.plan.Problem;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why a server does not run, as far as its pod tells. The server itself says why it ended
 * (docs/architecture.md, section 3.2); the rest is what a kubelet and a scheduler say.
 */
final class ServerTrouble {
  private static final ObjectMapper JSON = new ObjectMapper();

  static final String DATASTORE_UNREACHABLE = AnswerConditions.DATASTORE_UNREACHABLE;

  /** The kubelet's passing states: nothing is wrong yet. */
  private static final Set<String> STARTING = Set.of("ContainerCreating", "PodInitializing");

  /** What an owner can do about an ended server, by its reason. */
  private static final Map<String, String> ADVICE =
      Map.of(
          "ForeignDatastore",
          "the datastore belongs to another cluster; give this one a datastore of its own",
          "DatastoreCorrupt",
          "the datastore is damaged; restore it from a backup",
          "DatastoreFull",
          "the datastore's volume is full; raise spec.datastore.sqlite.volume.size, or free space"
              + " in the database",
          DATASTORE_UNREACHABLE,
          "the datastore can't be reached; check the address in its Secret and the network",
          "DatastoreAccessDenied",
          "the datastore refused the credentials in its Secret",
          "InvalidConfiguration",
          "the server refused its configuration",
          "PartFailed",
          "a part of the server failed");

  /** The reasons that a corrected external database, or its Secret, does away with. */
  static final Set<String> OF_DATASTORES =
      Set.of(
          "ForeignDatastore",
          "DatastoreCorrupt",
          "DatastoreFull",
          DATASTORE_UNREACHABLE,
          "DatastoreAccessDenied");

  private ServerTrouble() {}

  /** What is wrong; empty when nothing is, or nothing is known yet. */
  static Optional<Problem> of(Names names, Observed observed) {
    Optional<Pod> pod = observed.own().pod();
    Optional<PodStatus> status = pod.map(Pod::getStatus);
    return Stream.<Optional<Problem>>of(
            status.flatMap(ServerTrouble::ended),
            status.flatMap(ServerTrouble::waiting),
            volume(names, observed),
            status.flatMap(ServerTrouble::unschedulable))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Problem> ended(PodStatus status) {
    return containers(status)
        .filter(container -> !Boolean.TRUE.equals(container.getReady()))
        .flatMap(
            container ->
                Stream.of(container.getState(), container.getLastState())
                    .flatMap(state -> Optional.ofNullable(state).stream())
                    .map(ContainerState::getTerminated))
        .flatMap(terminated -> Optional.ofNullable(terminated).stream())
        .findFirst()
        .flatMap(ServerTrouble::reason);
  }

  private static Optional<Problem> reason(ContainerStateTerminated terminated) {
    if ("OOMKilled".equals(terminated.getReason())) {
      return Optional.of(
          new Problem(
              "OutOfMemory",
              "the server was killed at its memory limit; raise spec.resources.limits.memory"));
    }
    Optional<Problem> told = told(terminated.getMessage());
    boolean failed = terminated.getExitCode() != null && terminated.getExitCode() != 0;
    return told.isPresent() || !failed
        ? told
        : Optional.of(
            new Problem(
                "ServerEnded",
                "the server ended with code %d; its log says why"
                    .formatted(terminated.getExitCode())));
  }

  private static Optional<Problem> told(@Nullable String message) {
    try {
      JsonNode exit = JSON.readTree(message == null ? "" : message);
      String reason = exit.path("reason").asText();
      if (!exit.path("nestlet").asText().equals("exit") || exit.path("code").asInt() == 0) {
        return Optional.empty();
      }
      String advice = ADVICE.getOrDefault(reason, "the server ended");
      return Optional.of(
          new Problem(
              ADVICE.containsKey(reason) ? reason : "ServerEnded",
              advice + ": " + exit.path("message").asText()));
    } catch (JsonProcessingException notOurs) {
      return Optional.empty();
    }
  }

  private static Optional<Problem> waiting(PodStatus status) {
    return containers(status)
        .flatMap(container -> Optional.ofNullable(container.getState()).stream())
        .flatMap(state -> Optional.ofNullable(state.getWaiting()).stream())
        .filter(waiting -> waiting.getReason() != null && !STARTING.contains(waiting.getReason()))
        .findFirst()
        .map(
            waiting ->
                new Problem(
                    waiting.getReason(),
                    "the server's container can't start: "
                        + Optional.ofNullable(waiting.getMessage()).orElse(waiting.getReason())));
  }

  private static Optional<Problem> unschedulable(PodStatus status) {
    return conditions(status, "PodScheduled")
        .map(message -> new Problem("Unschedulable", "no node can run the server: " + message));
  }

  /**
   * A claim that waits for its first consumer is normal until the scheduler gives up; and then it
   * is the volume's fault only if the scheduler says so.
   */
  private static Optional<Problem> volume(Names names, Observed observed) {
    Optional<PersistentVolumeClaim> claim = observed.own().volume(names);
    String phase =
        claim.map(PersistentVolumeClaim::getStatus).map(any -> any.getPhase()).orElse("");
    return switch (phase) {
      case "Lost" ->
          Optional.of(
              new Problem(
                  "VolumeLost",
                  "the volume behind PersistentVolumeClaim " + names.data() + " is gone"));
      case "Pending" ->
          observed
              .own()
              .pod()
              .map(Pod::getStatus)
              .flatMap(status -> conditions(status, "PodScheduled"))
              .filter(message -> message.toLowerCase(Locale.ROOT).contains("volume"))
              .map(
                  message ->
                      new Problem(
                          "VolumePending",
                          "PersistentVolumeClaim "
                              + names.data()
                              + " has no volume yet: "
                              + message));
      default -> Optional.empty();
    };
  }

  /** The message of a condition that is False. */
  private static Optional<String> conditions(PodStatus status, String type) {
    return Optional.ofNullable(status.getConditions()).orElse(List.of()).stream()
        .filter(condition -> type.equals(condition.getType()))
        .filter(condition -> "False".equals(condition.getStatus()))
        .findFirst()
        .map(condition -> Optional.ofNullable(condition.getMessage()).orElse("no reason given"));
  }

  private static Stream<ContainerStatus> containers(PodStatus status) {
    return Optional.ofNullable(status.getContainerStatuses()).orElse(List.of()).stream();
  }
}
