package dev.nestling.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.Objects;

/**
 * Passes the changes that an owner makes: of the spec, and of annotations, which the generation
 * does not count. Status writes, ours above all, are not among them.
 */
public final class OwnersChanges<P extends HasMetadata> implements OnUpdateFilter<P> {

  @Override
  public boolean accept(P now, P before) {
    var after = now.getMetadata();
    var old = before.getMetadata();
    return !Objects.equals(after.getUid(), old.getUid())
        || !Objects.equals(after.getGeneration(), old.getGeneration())
        || !Objects.equals(after.getDeletionTimestamp(), old.getDeletionTimestamp())
        || !Objects.equals(after.getFinalizers(), old.getFinalizers())
        || !Objects.equals(after.getAnnotations(), old.getAnnotations());
  }
}
