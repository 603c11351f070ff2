package dev.nestling.core.apply;

import dev.nestling.core.plan.Owner;
import dev.nestling.core.plan.Plan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/** The only writer of objects. */
public final class Applier {

  /**
   * @param kinds all that may be pruned; PVCs and Secrets never are
   */
  public Applier(List<OwnedKind> kinds) {}

  /** Applies the plan as far as that is safe. */
  public Applied apply(Plan plan, Owner owner, ObjectStore store) {
    throw new UnsupportedOperationException();
  }

  /**
   * Leaves objects behind for a successor of the owner; objects that the owner does not control are
   * passed over.
   *
   * @return the number of writes
   */
  public int retain(List<? extends HasMetadata> identity, Owner owner, ObjectStore store) {
    throw new UnsupportedOperationException();
  }
}
