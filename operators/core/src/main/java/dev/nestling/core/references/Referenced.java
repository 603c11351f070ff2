package dev.nestling.core.references;

import dev.nestling.api.v1alpha1.CommonSpec;
import dev.nestling.core.apply.ObjectStore;
import dev.nestling.core.objects.ClusterScope;
import java.time.Duration;

/**
 * What the objects say that the spec of any kind of cluster points at.
 *
 * @param manifests for the nested cluster
 */
public record Referenced(Manifests manifests) {
  /** Nobody tells of a change: they are not ours, so they are not watched. */
  public static final Duration REST = Duration.ofMinutes(1);

  public static final Referenced NOTHING = new Referenced(Manifests.NONE);

  public static Referenced read(ClusterScope scope, ObjectStore store) {
    return new Referenced(Manifests.read(scope.common().manifests(), scope.namespace(), store));
  }

  /** Whether there is anything to look at again. */
  public static boolean any(CommonSpec spec) {
    return !spec.manifests().isEmpty();
  }
}
