package dev.nestling.lightcluster;

import dev.nestling.core.cluster.ApiAtService;
import dev.nestling.core.cluster.OperatorCredentials;
import dev.nestling.core.content.ContentKeeper;
import dev.nestling.core.content.ContentKey;
import dev.nestling.core.content.ContentState;
import dev.nestling.core.content.Errands;
import dev.nestling.core.content.IssuersAnswer;
import dev.nestling.core.encryption.KeyRotation;
import dev.nestling.core.nested.NestedTarget;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.lightcluster.objects.LightClusterScope;
import java.util.Optional;

/** Keeps what should be inside nested clusters, outside of reconciles, and runs errands there. */
public final class NestedKeeper {
  private final ContentKeeper keeper;
  private final OperatorCredentials credentials;

  public NestedKeeper(ContentKeeper keeper, OperatorCredentials credentials) {
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
   * @param images where add-ons come from
   * @param errands what else is to be done inside
   */
  void aim(LightClusterScope scope, Observed observed, ImageSettings images, Errands errands) {
    Optional<NestedTarget> target =
        Probes.isThere(scope, observed) && !scope.spec().paused()
            ? ApiAtService.asOperator(scope, observed.own().set(), credentials)
            : Optional.empty();
    target.ifPresentOrElse(
        found ->
            keeper.watch(
                key(scope), found, NestedObjects.content(scope, observed, images), errands),
        () -> keeper.forget(key(scope)));
  }

  void forget(String namespace, String cluster) {
    keeper.forget(new ContentKey(namespace, cluster));
  }

  private static ContentKey key(LightClusterScope scope) {
    return new ContentKey(scope.namespace(), scope.names().cluster());
  }
}
