package dev.nestling.lightcluster;

import dev.nestling.core.cluster.ApiAtService;
import dev.nestling.core.cluster.OperatorCredentials;
import dev.nestling.core.content.ContentKeeper;
import dev.nestling.core.content.ContentKey;
import dev.nestling.core.content.ContentState;
import dev.nestling.core.content.NestedContent;
import dev.nestling.core.nested.NestedTarget;
import dev.nestling.lightcluster.objects.LightClusterScope;
import java.util.List;
import java.util.Optional;

/**
 * Keeps people's manifests inside nested clusters, outside of reconciles. A cluster that has none
 * is not asked for anything; one that had some is, until they are gone.
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

  /**
   * @param had whether the status says that there were any
   */
  void aim(LightClusterScope scope, Observed observed, boolean had) {
    Optional<NestedTarget> target =
        isConcerned(scope, observed, had) && Probes.isThere(scope, observed)
            ? ApiAtService.asOperator(scope, observed.own().set(), credentials)
            : Optional.empty();
    target.ifPresentOrElse(
        found ->
            keeper.watch(
                key(scope), found, observed.references().user().manifests().after(List.of())),
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
