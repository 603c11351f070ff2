package dev.nestling.lightcluster;

import dev.nestling.core.cluster.ApiAtService;
import dev.nestling.core.cluster.OperatorCredentials;
import dev.nestling.core.content.ContentKeeper;
import dev.nestling.core.content.ContentKey;
import dev.nestling.core.content.ContentState;
import dev.nestling.core.content.Errands;
import dev.nestling.core.content.IssuersAnswer;
import dev.nestling.core.content.NestedContent;
import dev.nestling.core.encryption.KeyRotation;
import dev.nestling.core.nested.NestedTarget;
import dev.nestling.lightcluster.objects.LightClusterScope;
import java.util.List;
import java.util.Optional;

/**
 * Keeps people's manifests inside nested clusters, outside of reconciles, and runs errands there. A
 * cluster that needs neither is not asked for anything; one that had manifests is, until they are
 * gone.
 */
public final class NestedManifests {
  private static final NestedContent NOTHING = NestedContent.of(List.of());

  private final ContentKeeper keeper;
  private final OperatorCredentials credentials;

  public NestedManifests(ContentKeeper keeper, OperatorCredentials credentials) {
    this.keeper = keeper;
    this.credentials = credentials;
  }

  ContentState state(LightClusterScope scope) {
    return keeper.state(key(scope));
  }

  KeyRotation.Rewriting rewriting(LightClusterScope scope) {
    return keeper.rewriting(key(scope));
  }

  IssuersAnswer issuers(LightClusterScope scope) {
    return keeper.issuers(key(scope));
  }

  /**
   * @param had whether the status says that there were any
   * @param errands what else is to be done inside
   */
  void aim(LightClusterScope scope, Observed observed, boolean had, Errands errands) {
    boolean needed = isConcerned(scope, observed, had) || !errands.isNone();
    Optional<NestedTarget> target =
        needed && Probes.isThere(scope, observed)
            ? ApiAtService.asOperator(scope, observed.own().set(), credentials)
            : Optional.empty();
    target.ifPresentOrElse(
        found ->
            keeper.watch(
                key(scope),
                found,
                observed.references().user().manifests().after(List.of()),
                errands),
        () -> keeper.forget(key(scope)));
  }

  /** Whether there is anything to say of manifests: there are some, or not all are gone. */
  static boolean isConcerned(LightClusterScope scope, Observed observed, boolean had) {
    return !scope.common().manifests().isEmpty()
        || (had && !observed.health().content().applied(NOTHING));
  }

  void forget(String namespace, String cluster) {
    keeper.forget(new ContentKey(namespace, cluster));
  }

  private static ContentKey key(LightClusterScope scope) {
    return new ContentKey(scope.namespace(), scope.names().cluster());
  }
}
