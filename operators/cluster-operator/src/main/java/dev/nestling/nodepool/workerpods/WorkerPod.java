package dev.nestling.nodepool.workerpods;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pod that is a worker node.
 *
 * @param ordinal of the node
 * @param revision of the template that it was made from
 * @param started whether a node took it
 * @param leaving whether it is on its way out
 * @param trouble why it does not run, as far as the management cluster knows
 */
record WorkerPod(
    String name,
    String uid,
    int ordinal,
    String revision,
    Instant created,
    boolean started,
    boolean leaving,
    Optional<String> trouble) {
  private static final int MAX_WORDS = 300;

  /** Empty of a pod that no StatefulSet made. */
  static Optional<WorkerPod> of(Pod pod) {
    Map<String, String> labels =
        Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of());
    String index = labels.getOrDefault("apps.kubernetes.io/pod-index", "");
    if (!index.matches("[0-9]{1,4}")) {
      return Optional.empty();
    }
    return Optional.of(
        new WorkerPod(
            pod.getMetadata().getName(),
            pod.getMetadata().getUid(),
            Integer.parseInt(index),
            labels.getOrDefault("controller-revision-hash", ""),
            Instant.parse(pod.getMetadata().getCreationTimestamp()),
            pod.getSpec().getNodeName() != null,
            pod.getMetadata().getDeletionTimestamp() != null,
            unscheduled(pod).or(() -> failing(pod)).map(WorkerPod::shortened)));
  }

  private static Optional<String> unscheduled(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(it -> it.getType().equals("PodScheduled") && it.getStatus().equals("False"))
        .map(PodCondition::getMessage)
        .map(message -> "no node takes it: " + message)
        .findFirst();
  }

  /** What it waits for now, with what it said when it ended last. */
  private static Optional<String> failing(Pod pod) {
    List<ContainerStatus> containers = pod.getStatus().getContainerStatuses();
    for (ContainerStatus container : containers) {
      ContainerStateWaiting waiting = container.getState().getWaiting();
      if (waiting == null
          || List.of("ContainerCreating", "PodInitializing").contains(waiting.getReason())) {
        continue;
      }
      ContainerStateTerminated last =
          container.getLastState() == null ? null : container.getLastState().getTerminated();
      String said = last == null ? waiting.getMessage() : lastLine(last.getMessage());
      return Optional.of(waiting.getReason() + (said == null ? "" : ": " + said));
    }
    return Optional.empty();
  }

  private static String lastLine(String text) {
    String all = text == null ? "" : text.strip();
    return all.substring(all.lastIndexOf('\n') + 1);
  }

  private static String shortened(String text) {
    String printable = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return printable.length() > MAX_WORDS ? printable.substring(0, MAX_WORDS) + "…" : printable;
  }
}
