package dev.nestling.core.apply;

import dev.nestling.core.plan.Labels;
import dev.nestling.core.plan.Owner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/**
 * A planned object whose name is taken.
 *
 * @param object which one
 * @param holder who has it
 */
public record NameConflict(ObjectRef object, Holder holder) {

  /** Who has the name, as far as the object tells. */
  public sealed interface Holder {
    /** Another object controls it. */
    record Controller(String kind, String name, String uid) implements Holder {}

    /**
     * It is data or keys of another cluster, most often one that was deleted without its operator.
     */
    record OtherIdentity(String kind, String uid) implements Holder {}

    /** It is being deleted; the name gets free. */
    record Leaving() implements Holder {}

    /** Nobody controls it. */
    record Nobody() implements Holder {}
  }

  static NameConflict of(HasMetadata found) {
    return new NameConflict(ObjectRef.of(found), holder(found));
  }

  private static Holder holder(HasMetadata found) {
    if (Identity.isLeaving(found)) {
      return new Holder.Leaving();
    }
    return Owner.controllerOf(found)
        .<Holder>map(
            reference ->
                new Holder.Controller(reference.getKind(), reference.getName(), reference.getUid()))
        .or(
            () ->
                Owner.annotatedUid(found)
                    .map(uid -> new Holder.OtherIdentity(clusterKind(found), uid)))
        .orElseGet(Holder.Nobody::new);
  }

  private static String clusterKind(HasMetadata found) {
    return Optional.ofNullable(found.getMetadata().getLabels())
        .flatMap(labels -> Optional.ofNullable(labels.get(Labels.CLUSTER_KIND)))
        .orElse("cluster");
  }
}
