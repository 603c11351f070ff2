package dev.nestling.fullcluster;

import dev.nestling.api.v1alpha1.Power;
import dev.nestling.core.cluster.ApiAtService;
import dev.nestling.core.cluster.OperatorCredentials;
import dev.nestling.core.kubeconfig.Kubeconfig;
import dev.nestling.core.nested.NestedTarget;
import dev.nestling.core.nested.ProbeKey;
import dev.nestling.core.objects.AdminKubeconfig;
import dev.nestling.fullcluster.objects.FullClusterScope;
import java.net.URI;
import java.util.Optional;

/** Where and as whom a cluster's API is asked. */
final class NestedTargets {
  private NestedTargets() {}

  static ProbeKey key(FullClusterScope scope, ProbeKey.Route route) {
    return new ProbeKey(scope.namespace(), scope.names().cluster(), route);
  }

  /**
   * With the credentials that were published, where they were published; a cluster that is switched
   * off, or not there, is not asked.
   */
  static Optional<NestedTarget> published(
      FullClusterScope scope, Observed observed, ProbeKey.Route route) {
    return isThere(scope, observed)
        ? switch (route) {
          case SERVICE -> atService(scope, observed);
          case OUTSIDE -> outside(scope, observed);
        }
        : Optional.empty();
  }

  /** With the operator's own credentials. */
  static Optional<NestedTarget> own(
      FullClusterScope scope, Observed observed, OperatorCredentials credentials) {
    return isThere(scope, observed)
        ? ApiAtService.asOperator(scope, observed.own().set(), credentials)
        : Optional.empty();
  }

  private static boolean isThere(FullClusterScope scope, Observed observed) {
    return scope.common().life().power() == Power.Running
        && observed.own().apiServer(scope.names()).isPresent();
  }

  /** The name in the kubeconfig is verified. */
  private static Optional<NestedTarget> atService(FullClusterScope scope, Observed observed) {
    return ApiAtService.url(scope, observed.own().set())
        .flatMap(
            url ->
                kubeconfig(observed, scope.names().kubeconfigInternal())
                    .map(
                        config ->
                            new NestedTarget(
                                url,
                                config.server().caPem(),
                                config.user().credentials(),
                                Optional.of(scope.serviceHost()))));
  }

  private static Optional<NestedTarget> outside(FullClusterScope scope, Observed observed) {
    return kubeconfig(observed, scope.names().kubeconfig())
        .map(
            config ->
                new NestedTarget(
                    URI.create(config.server().url()),
                    config.server().caPem(),
                    config.user().credentials(),
                    config.server().tlsServerName()));
  }

  private static Optional<Kubeconfig> kubeconfig(Observed observed, String name) {
    return observed.own().set().secret(name).flatMap(AdminKubeconfig::read);
  }
}
