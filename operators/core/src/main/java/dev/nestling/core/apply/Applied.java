package dev.nestling.core.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/**
 * What applying a plan came to. Neither the end of a conflict nor room in a quota causes an event:
 * as long as there are conflicts or failures, look again by a timer.
 *
 * @param after the planned objects as they are now, as far as they exist and are ours
 * @param conflicts planned objects whose name is taken; nothing after the first was applied
 * @param failures planned objects that the management API refused
 * @param writes requests that could change something; 0 in an unchanged world
 */
public record Applied(
    List<HasMetadata> after,
    List<NameConflict> conflicts,
    List<ApplyFailure> failures,
    int writes) {

  public Applied {
    after = List.copyOf(after);
    conflicts = List.copyOf(conflicts);
    failures = List.copyOf(failures);
  }

  /** Without the objects: there are Secrets among them. */
  @Override
  public String toString() {
    return "Applied[%d objects, %s, %s]".formatted(after.size(), conflicts, failures);
  }
}
