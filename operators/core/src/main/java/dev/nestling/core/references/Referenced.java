package dev.nestling.core.references;

import dev.nestling.api.v1alpha1.CommonSpec;
import dev.nestling.api.v1alpha1.EffectiveSecurity;
import dev.nestling.core.apply.ObjectStore;
import dev.nestling.core.objects.ClusterScope;
import dev.nestling.core.placement.Ledgers;
import dev.nestling.core.placement.PoolStanding;
import java.time.Duration;

/**
 * What the objects say that the spec of any kind of cluster points at.
 *
 * @param manifests for the nested cluster
 * @param security for the API server
 * @param standing with the node pool
 */
public record Referenced(Manifests manifests, SecurityFiles security, PoolStanding standing) {
  /** Nobody tells of a change: they are not ours, so they are not watched. */
  public static final Duration REST = Duration.ofMinutes(1);

  public static final Referenced NOTHING =
      new Referenced(Manifests.NONE, SecurityFiles.NONE, PoolStanding.ANYWHERE);

  public static Referenced read(ClusterScope scope, ObjectStore store, Ledgers ledgers) {
    return new Referenced(
        Manifests.read(scope.common().manifests(), scope.namespace(), store),
        SecurityFiles.read(scope.common().security(), scope.namespace(), store),
        PoolStanding.read(scope, ledgers));
  }

  /** Whether there is anything to look at again. */
  public static boolean any(CommonSpec spec) {
    return !spec.manifests().isEmpty()
        || spec.security().audit().filter(Referenced::refers).isPresent()
        || spec.security().issuers().stream().anyMatch(issuer -> issuer.caRef().isPresent());
  }

  private static boolean refers(EffectiveSecurity.Auditing audit) {
    return audit.policy().isPresent() || audit.webhook().isPresent();
  }
}
