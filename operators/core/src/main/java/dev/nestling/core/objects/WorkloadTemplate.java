package dev.nestling.core.objects;

import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a workload runs: pinned when it is made, so that a newer operator restarts nothing until the
 * owner accepts its templates.
 *
 * @param revision of the pod templates that this code builds
 * @param images whole references by container
 */
public record WorkloadTemplate(int revision, Map<String, String> images) {
  public WorkloadTemplate {
    images = Map.copyOf(images);
  }

  /** What an existing workload runs; empty when it was not made by this operator. */
  public static Optional<WorkloadTemplate> pinned(HasMetadata workload, PodTemplateSpec template) {
    Map<String, String> images = new TreeMap<>();
    containers(template)
        .forEach(container -> images.put(container.getName(), container.getImage()));
    return revision(workload, Labels.TEMPLATE_REVISION)
        .map(revision -> new WorkloadTemplate(revision, images));
  }

  /** Those that run beside the others and end after them are init containers to Kubernetes. */
  public static Stream<Container> containers(PodTemplateSpec template) {
    return Stream.concat(
        Optional.ofNullable(template.getSpec().getInitContainers()).orElse(List.of()).stream(),
        template.getSpec().getContainers().stream());
  }

  /** Whether the cluster's annotation accepts this template. */
  public boolean acceptedBy(HasMetadata cluster) {
    return revision(cluster, Labels.ACCEPT_TEMPLATE_REVISION)
        .filter(accepted -> accepted >= revision)
        .isPresent();
  }

  /** The image of a container. */
  public String image(String container) {
    return Optional.ofNullable(images.get(container))
        .orElseThrow(() -> new IllegalArgumentException("no image of " + container));
  }

  /** Whether this has an image for each container of the other. */
  public boolean covers(WorkloadTemplate other) {
    return images.keySet().containsAll(other.images().keySet());
  }

  /** For the workload's metadata. */
  public Map<String, String> annotations() {
    return Map.of(Labels.TEMPLATE_REVISION, Integer.toString(revision));
  }

  private static Optional<Integer> revision(HasMetadata object, String annotation) {
    return Optional.ofNullable(object.getMetadata().getAnnotations())
        .map((Map<String, String> annotations) -> annotations.get(annotation))
        .filter(text -> text.matches("[0-9]{1,6}"))
        .map(Integer::valueOf);
  }
}
