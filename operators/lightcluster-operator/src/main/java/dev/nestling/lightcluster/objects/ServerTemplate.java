package dev.nestling.lightcluster.objects;

import dev.nestling.core.plan.ImageSettings;
import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Map;
import java.util.Optional;

/**
 * What a server runs: pinned when its StatefulSet is made, so that a newer operator restarts
 * nothing until the owner accepts its template.
 *
 * @param revision of the pod template that this code builds
 * @param image whole reference
 */
public record ServerTemplate(int revision, String image) {
  /** Raised with every change of the image or of {@link ControlPlaneStatefulSet} that restarts. */
  public static final int CURRENT_REVISION = 1;

  static final String CONTAINER = "server";
  private static final String IMAGE_NAME = "nestlet";

  /** What this operator would make today. */
  public static ServerTemplate current(LightClusterScope scope, ImageSettings images) {
    return new ServerTemplate(
        CURRENT_REVISION, images.reference(IMAGE_NAME, scope.spec().version()));
  }

  /** What an existing StatefulSet runs; empty when it was not made by this operator. */
  public static Optional<ServerTemplate> pinned(StatefulSet existing) {
    Optional<String> image =
        existing.getSpec().getTemplate().getSpec().getContainers().stream()
            .filter(container -> CONTAINER.equals(container.getName()))
            .map(container -> container.getImage())
            .findFirst();
    return image.flatMap(
        reference ->
            revision(existing, Labels.TEMPLATE_REVISION)
                .map(revision -> new ServerTemplate(revision, reference)));
  }

  /** Whether the cluster's annotation accepts this template. */
  public boolean acceptedBy(HasMetadata cluster) {
    return revision(cluster, Labels.ACCEPT_TEMPLATE_REVISION)
        .filter(accepted -> accepted >= revision)
        .isPresent();
  }

  private static Optional<Integer> revision(HasMetadata object, String annotation) {
    return Optional.ofNullable(object.getMetadata().getAnnotations())
        .map((Map<String, String> annotations) -> annotations.get(annotation))
        .filter(text -> text.matches("[0-9]{1,6}"))
        .map(Integer::valueOf);
  }
}
