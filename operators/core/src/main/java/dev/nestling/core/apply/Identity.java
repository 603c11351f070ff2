package dev.nestling.core.apply;

import dev.nestling.core.plan.Labels;
import dev.nestling.core.plan.Owner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

/**
 * Data and keys: what a cluster can't get back. Its owner's UID is an annotation and no owner
 * reference, because garbage collection would delete it under a foreground deletion before anybody
 * could retain it. So whoever deletes the cluster has to say what becomes of it.
 *
 * @param objects as they were read, the data before the keys: data without keys says that keys were
 *     lost, but keys minted anew over data would lock everyone out
 */
public record Identity(List<HasMetadata> objects) {

  public Identity {
    objects = List.copyOf(objects);
  }

  /** Whether an object is marked as data or keys. */
  public static boolean isPartOf(HasMetadata object) {
    return Optional.ofNullable(object.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(Labels.KEEP))
        .filter(Labels.KEEP_IDENTITY::equals)
        .isPresent();
  }

  static boolean isLeaving(HasMetadata object) {
    return object.getMetadata().getDeletionTimestamp() != null;
  }

  /** What of it this owner does not control and no predecessor left for it. */
  public List<NameConflict> takenFrom(Owner owner) {
    return objects.stream()
        .filter(object -> !owner.controls(object))
        .filter(object -> !Applier.isRetained(object) || isLeaving(object))
        .map(NameConflict::of)
        .toList();
  }

  /**
   * Leaves it behind for a successor of the owner. What the owner does not control is passed over,
   * and so is what is on its way out already.
   *
   * @return whether that is all done; otherwise something changed meanwhile: read and try again
   */
  public boolean retain(Owner owner, ObjectStore store) {
    return objects.stream()
        .filter(object -> owner.controls(object) && !isLeaving(object))
        .allMatch(object -> store.retain(object, owner));
  }

  /**
   * Deletes it, each object only after the one before it is deleted or irrevocably on its way out.
   *
   * @return as {@link #retain}
   */
  public boolean delete(Owner owner, ObjectStore store) {
    return objects.stream()
        .filter(object -> owner.controls(object) && !isLeaving(object))
        .allMatch(store::delete);
  }

  /** Without the objects: there are Secrets among them. */
  @Override
  public String toString() {
    return "Identity[%d objects]".formatted(objects.size());
  }
}
