package dev.nestling.test.api.hostile;

import dev.nestling.api.v1alpha1.OwnedFlags;
import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.SecretProjection;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What no tenant may bring about in a pod, beside what Pod Security says. Each finding is a line.
 */
final class PodRules {
  private static final String REGISTRY = "registry.nestling.dev/";

  /** What a shell, or a program that asks one, would take for more than text. */
  private static final Set<String> SHELLS = Set.of("sh", "/bin/sh", "bash", "/bin/bash", "-c");

  private PodRules() {}

  /**
   * @param where the pod is made
   * @param secrets that this cluster's pods may mount, beside those that are named after it
   */
  static List<String> broken(String where, PodTemplateSpec template, Set<String> secrets) {
    PodSpec pod = template.getSpec();
    String cluster = template.getMetadata().getLabels().get(Labels.CLUSTER);
    List<String> broken = new ArrayList<>();
    if (!Boolean.FALSE.equals(pod.getAutomountServiceAccountToken())) {
      broken.add("has a token of the management cluster");
    }
    if (!String.valueOf(pod.getServiceAccountName()).startsWith(cluster + "-")) {
      broken.add("runs as " + pod.getServiceAccountName());
    }
    mounted(pod)
        .filter(name -> !name.startsWith(cluster + "-") && !secrets.contains(name))
        .forEach(name -> broken.add("mounts Secret " + name));
    containers(pod).forEach(container -> broken.addAll(broken(container)));
    return broken.stream().map(line -> where + " " + line).toList();
  }

  private static List<String> broken(Container container) {
    List<String> broken = new ArrayList<>();
    if (!container.getImage().startsWith(REGISTRY)) {
      broken.add("runs image " + container.getImage());
    }
    if (container.getEnvFrom() != null && !container.getEnvFrom().isEmpty()) {
      broken.add("takes its environment from elsewhere");
    }
    List<String> words = new ArrayList<>(orNone(container.getCommand()));
    words.addAll(orNone(container.getArgs()));
    words.stream()
        .filter(SHELLS::contains)
        .forEach(word -> broken.add("runs a shell: " + String.join(" ", words)));
    Set<String> flags = new HashSet<>();
    words.stream()
        .filter(word -> word.startsWith("--"))
        .map(word -> word.substring(2).split("=", 2)[0])
        .filter(flag -> !flags.add(flag) && isOwned(flag))
        .forEach(flag -> broken.add("has --" + flag + " twice"));
    return broken;
  }

  private static boolean isOwned(String flag) {
    return Stream.of(
            OwnedFlags.ofApiServer(), OwnedFlags.ofControllerManager(), OwnedFlags.ofScheduler())
        .anyMatch(flags -> flags.contains(flag));
  }

  private static Stream<Container> containers(PodSpec pod) {
    return Stream.concat(orNone(pod.getInitContainers()).stream(), pod.getContainers().stream());
  }

  private static Stream<String> mounted(PodSpec pod) {
    return orNone(pod.getVolumes()).stream()
        .flatMap(
            volume ->
                Stream.concat(
                    Optional.ofNullable(volume.getSecret())
                        .map(secret -> secret.getSecretName())
                        .stream(),
                    Optional.ofNullable(volume.getProjected())
                        .map(projected -> projected.getSources())
                        .orElse(List.of())
                        .stream()
                        .map(VolumeProjection::getSecret)
                        .filter(Objects::nonNull)
                        .map(SecretProjection::getName)));
  }

  private static <T> List<T> orNone(List<T> list) {
    return list == null ? List.of() : list;
  }
}
