package dev.nestling.core.plan;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cluster that owns a plan's objects.
 *
 * @param apiVersion group and version, such as {@code nestling.dev/v1alpha1}
 * @param kind such as {@code LightCluster}
 * @param name of the cluster
 * @param uid what control is decided by; the name may have belonged to another
 */
public record Owner(String apiVersion, String kind, String name, String uid) {

  /** The owner that a resource from the API server is. */
  public static Owner of(HasMetadata cluster) {
    ObjectMeta metadata = cluster.getMetadata();
    return new Owner(
        cluster.getApiVersion(), cluster.getKind(), metadata.getName(), metadata.getUid());
  }

  /** The controller of an object, if it has one. */
  public static Optional<OwnerReference> controllerOf(HasMetadata object) {
    return Optional.ofNullable(object.getMetadata().getOwnerReferences()).orElse(List.of()).stream()
        .filter(reference -> Boolean.TRUE.equals(reference.getController()))
        .findFirst();
  }

  /** A controller reference that blocks the owner's foreground deletion. */
  public OwnerReference toOwnerReference() {
    return new OwnerReferenceBuilder()
        .withApiVersion(apiVersion)
        .withKind(kind)
        .withName(name)
        .withUid(uid)
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }

  /** The UID of the cluster that data and keys belong to, if they belong to one. */
  public static Optional<String> annotatedUid(HasMetadata object) {
    return Optional.ofNullable(object.getMetadata().getAnnotations())
        .map((Map<String, String> annotations) -> annotations.get(Labels.OWNER_UID));
  }

  /**
   * Whether this very owner, not a namesake, controls the object: by its reference, or by the
   * annotation {@value Labels#OWNER_UID} on an object without a controller.
   */
  public boolean controls(HasMetadata object) {
    return controllerOf(object)
        .map(OwnerReference::getUid)
        .or(() -> annotatedUid(object))
        .filter(uid::equals)
        .isPresent();
  }
}
