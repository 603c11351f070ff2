package dev.nestling.kubectl.picture;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why a pod is not ready, in the words of the scheduler or the kubelet.
 *
 * @param reason in one word, such as {@code CrashLoopBackOff}
 * @param message may be empty
 */
public record PodTrouble(String reason, String message) {

  /** Empty when the pod is ready, or has ended well. */
  public static Optional<PodTrouble> of(Pod pod) {
    PodStatus status = pod.getStatus();
    if (status == null) {
      return Optional.of(new PodTrouble("Pending", "nobody has looked at it yet"));
    }
    if (isTrue(status, "Ready") || "Succeeded".equals(status.getPhase())) {
      return Optional.empty();
    }
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      return Optional.of(new PodTrouble("Terminating", "it is on its way out"));
    }
    return unschedulable(status)
        .or(() -> containers(status).flatMap(it -> waiting(it).stream()).findFirst())
        .or(() -> containers(status).flatMap(it -> ended(it.getState()).stream()).findFirst())
        .or(() -> Optional.of(notReady(status)));
  }

  private static Optional<PodTrouble> unschedulable(PodStatus status) {
    return conditions(status)
        .filter(it -> it.getType().equals("PodScheduled") && it.getStatus().equals("False"))
        .map(
            it ->
                new PodTrouble(
                    or(it.getReason(), "Unschedulable"), or(it.getMessage(), "no node has it")))
        .findFirst();
  }

  private static Optional<PodTrouble> waiting(ContainerStatus container) {
    return Optional.ofNullable(container.getState())
        .map(ContainerState::getWaiting)
        .map(waiting -> said(container, waiting));
  }

  /** What the container said last is more than that the kubelet waits before another attempt. */
  private static PodTrouble said(ContainerStatus container, ContainerStateWaiting waiting) {
    Optional<PodTrouble> before = ended(container.getLastState());
    String reason = or(waiting.getReason(), "Waiting");
    String message = or(waiting.getMessage(), "container " + container.getName());
    return before
        .map(
            last ->
                new PodTrouble(
                    reason,
                    last.message.isEmpty() ? last.reason : last.reason + ": " + last.message))
        .orElseGet(() -> new PodTrouble(reason, message));
  }

  private static Optional<PodTrouble> ended(@Nullable ContainerState state) {
    return Optional.ofNullable(state)
        .map(ContainerState::getTerminated)
        .filter(it -> it.getExitCode() == null || it.getExitCode() != 0)
        .map(
            it ->
                new PodTrouble(
                    or(it.getReason(), "Error"),
                    Optional.ofNullable(it.getMessage())
                        .filter(text -> !text.isBlank())
                        .map(PodTrouble::lastLine)
                        .orElseGet(() -> exitCode(it))));
  }

  private static PodTrouble notReady(PodStatus status) {
    return "Running".equals(status.getPhase())
        ? new PodTrouble("NotReady", "it runs, and does not say yet that it is ready")
        : new PodTrouble(or(status.getReason(), "Pending"), or(status.getMessage(), ""));
  }

  private static Stream<ContainerStatus> containers(PodStatus status) {
    return Stream.of(status.getInitContainerStatuses(), status.getContainerStatuses())
        .flatMap(it -> Optional.ofNullable(it).orElseGet(List::of).stream())
        .filter(it -> !Boolean.TRUE.equals(it.getReady()));
  }

  private static boolean isTrue(PodStatus status, String type) {
    return conditions(status)
        .anyMatch(it -> it.getType().equals(type) && it.getStatus().equals("True"));
  }

  private static Stream<PodCondition> conditions(PodStatus status) {
    return Optional.ofNullable(status.getConditions()).orElseGet(List::of).stream();
  }

  private static String exitCode(ContainerStateTerminated ended) {
    return ended.getExitCode() == null ? "" : "exit code " + ended.getExitCode();
  }

  private static String lastLine(String text) {
    return text.strip().lines().reduce((before, after) -> after).orElse("");
  }

  private static String or(@Nullable String text, String other) {
    return text == null || text.isBlank() ? other : text;
  }
}
