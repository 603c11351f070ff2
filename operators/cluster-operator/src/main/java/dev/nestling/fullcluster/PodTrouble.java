package dev.nestling.fullcluster;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Why a pod does not run, in the words of a scheduler, a kubelet or the program itself. */
final class PodTrouble {
  /** The kubelet's passing states: nothing is wrong yet. */
  private static final Set<String> STARTING = Set.of("ContainerCreating", "PodInitializing");

  private static final int LONGEST_WORDS = 300;

  private PodTrouble() {}

  /** Empty when nothing is wrong, or nothing is known yet. */
  static Optional<String> of(Pod pod) {
    PodStatus status = pod.getStatus();
    return status == null
        ? Optional.empty()
        : unschedulable(status).or(() -> ended(status)).or(() -> waiting(status));
  }

  private static Optional<String> unschedulable(PodStatus status) {
    return Optional.ofNullable(status.getConditions()).orElse(List.of()).stream()
        .filter(condition -> "PodScheduled".equals(condition.getType()))
        .filter(condition -> "False".equals(condition.getStatus()))
        .findFirst()
        .map(
            condition ->
                "no node can run it: "
                    + Optional.ofNullable(condition.getMessage()).orElse("no reason given"));
  }

  private static Optional<String> ended(PodStatus status) {
    return containers(status)
        .filter(container -> !Boolean.TRUE.equals(container.getReady()))
        .flatMap(
            container ->
                Stream.of(container.getState(), container.getLastState())
                    .filter(Objects::nonNull)
                    .flatMap(state -> Optional.ofNullable(state.getTerminated()).stream())
                    .filter(ended -> !Objects.equals(ended.getExitCode(), 0))
                    .map(ended -> container.getName() + " ended: " + words(ended)))
        .findFirst();
  }

  private static String words(ContainerStateTerminated ended) {
    if ("OOMKilled".equals(ended.getReason())) {
      return "it was killed at its memory limit; raise resources.limits.memory";
    }
    String said =
        Optional.ofNullable(ended.getMessage())
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .flatMap(text -> text.lines().reduce((before, line) -> line))
            .orElseGet(() -> "code " + ended.getExitCode() + ", its log says why");
    return said.length() <= LONGEST_WORDS ? said : said.substring(0, LONGEST_WORDS) + "…";
  }

  private static Optional<String> waiting(PodStatus status) {
    return containers(status)
        .flatMap(container -> Optional.ofNullable(container.getState()).stream())
        .map(ContainerState::getWaiting)
        .filter(Objects::nonNull)
        .filter(waiting -> waiting.getReason() != null && !STARTING.contains(waiting.getReason()))
        .findFirst()
        .map(
            waiting ->
                "its container can't start: "
                    + Optional.ofNullable(waiting.getMessage()).orElse(waiting.getReason()));
  }

  private static Stream<ContainerStatus> containers(PodStatus status) {
    return Stream.of(status.getInitContainerStatuses(), status.getContainerStatuses())
        .filter(Objects::nonNull)
        .flatMap(List::stream);
  }
}
