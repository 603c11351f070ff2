package dev.nestling.lightcluster;

import dev.nestling.api.v1alpha1.Power;
import dev.nestling.core.cluster.ApiAtService;
import dev.nestling.core.kubeconfig.Kubeconfig;
import dev.nestling.core.nested.HealthMonitor;
import dev.nestling.core.nested.NestedTarget;
import dev.nestling.core.nested.ProbeKey;
import dev.nestling.core.objects.AdminKubeconfig;
import dev.nestling.lightcluster.objects.LightClusterScope;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * Tells the monitor whom to ask: what was published, with the credentials that were published, once
 * at the Service and once at the outside address.
 */
public final class Probes {
  private final HealthMonitor monitor;

  public Probes(HealthMonitor monitor) {
    this.monitor = monitor;
  }

  public void aim(LightClusterScope scope, Observed observed) {
    for (ProbeKey.Route route : ProbeKey.Route.values()) {
      aim(scope, route, target(scope, observed, route));
    }
    askAgain(scope, observed);
  }

  /** Whom to ask; a server that is switched off, or not there, is not asked. */
  static Optional<NestedTarget> target(
      LightClusterScope scope, Observed observed, ProbeKey.Route route) {
    return isThere(scope, observed)
        ? switch (route) {
          case SERVICE -> atService(scope, observed);
          case OUTSIDE -> outside(scope, observed);
        }
        : Optional.empty();
  }

  /** Whether there is a server that is to run. */
  static boolean isThere(LightClusterScope scope, Observed observed) {
    return scope.spec().power() == Power.Running
        && observed.own().server(scope.names()).isPresent();
  }

  /** A cluster whose server is not ready any more is asked at once, not when its turn comes. */
  private void askAgain(LightClusterScope scope, Observed observed) {
    boolean ready =
        observed
            .own()
            .server(scope.names())
            .map(StatefulSet::getStatus)
            .map(status -> Objects.requireNonNullElse(status.getReadyReplicas(), 0) > 0)
            .orElse(false);
    if (ready) {
      return;
    }
    for (ProbeKey.Route route : ProbeKey.Route.values()) {
      ProbeKey key = Observer.key(scope, route);
      if (monitor.health(key).answered()) {
        monitor.poke(key);
      }
    }
  }

  public void forget(String namespace, String cluster) {
    for (ProbeKey.Route route : ProbeKey.Route.values()) {
      monitor.forget(new ProbeKey(namespace, cluster, route));
    }
  }

  private void aim(LightClusterScope scope, ProbeKey.Route route, Optional<NestedTarget> target) {
    ProbeKey key = Observer.key(scope, route);
    target.ifPresentOrElse(found -> monitor.watch(key, found), () -> monitor.forget(key));
  }

  /** The name in the kubeconfig is verified. */
  private static Optional<NestedTarget> atService(LightClusterScope scope, Observed observed) {
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

  private static Optional<NestedTarget> outside(LightClusterScope scope, Observed observed) {
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
    return observed.own().secret(name).flatMap(AdminKubeconfig::read);
  }
}
