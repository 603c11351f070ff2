package dev.nestling.fullcluster;

import dev.nestling.api.v1alpha1.Power;
import dev.nestling.core.cluster.IssuerConditions;
import dev.nestling.core.cluster.OperatorCredentials;
import dev.nestling.core.content.ContentKeeper;
import dev.nestling.core.content.ContentKey;
import dev.nestling.core.content.Errands;
import dev.nestling.core.content.NestedContent;
import dev.nestling.core.etcd.monitor.Aim;
import dev.nestling.core.etcd.monitor.EtcdKey;
import dev.nestling.core.etcd.monitor.EtcdMonitor;
import dev.nestling.core.nested.HealthMonitor;
import dev.nestling.core.nested.NestedTarget;
import dev.nestling.core.nested.ProbeKey;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.fullcluster.objects.FullClusterScope;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Everything that is asked of nested clusters outside of reconciles: how the API and etcd are, and
 * what is kept inside. No reconcile ever waits for an answer.
 */
public final class Background {
  private static final Duration WHILE_CHANGING = Duration.ofSeconds(1);
  private static final Duration AT_REST = Duration.ofSeconds(10);

  private final HealthMonitor health;
  private final EtcdMonitor etcd;
  private final ContentKeeper content;
  private final OperatorCredentials credentials;

  /** Clusters with a ready API server, as far as was seen. */
  private final Set<ContentKey> serving = ConcurrentHashMap.newKeySet();

  public Background(
      HealthMonitor health,
      EtcdMonitor etcd,
      ContentKeeper content,
      OperatorCredentials credentials) {
    this.health = health;
    this.etcd = etcd;
    this.content = content;
    this.credentials = credentials;
  }

  /** What was answered since the objects became what they are. */
  Observed.Learned learned(FullClusterScope scope, Observed.Own own) {
    return new Observed.Learned(
        health.health(NestedTargets.key(scope, ProbeKey.Route.SERVICE)),
        health.health(NestedTargets.key(scope, ProbeKey.Route.OUTSIDE)),
        EtcdAim.of(scope, own, credentials).flatMap(aim -> etcd.look(EtcdAim.key(scope), aim)),
        content.state(contentKey(scope)),
        content.rewriting(contentKey(scope)),
        content.issuers(contentKey(scope)));
  }

  /** Tells everybody whom to ask from now on; called after the plan was applied. */
  void aim(FullClusterScope scope, Observed after, FullClusterPlan plan, ImageSettings images) {
    for (ProbeKey.Route route : ProbeKey.Route.values()) {
      ProbeKey key = NestedTargets.key(scope, route);
      NestedTargets.published(scope, after, route)
          .ifPresentOrElse(target -> health.watch(key, target), () -> health.forget(key));
    }
    keep(scope, after, plan, images);
    survey(scope, after, plan);
  }

  private void keep(
      FullClusterScope scope, Observed after, FullClusterPlan plan, ImageSettings images) {
    if (scope.common().life().paused()) {
      content.forget(contentKey(scope));
      return;
    }
    Optional<NestedTarget> target = NestedTargets.own(scope, after, credentials);
    Optional<NestedContent> wanted = new NestedObjects(scope, after, images).content();
    if (target.isPresent() && wanted.isPresent()) {
      content.watch(
          contentKey(scope),
          target.get(),
          wanted.get(),
          new Errands(plan.rewriteWith(), IssuerConditions.questions(scope.common().security())));
      hurry(scope, after);
    } else {
      content.forget(contentKey(scope));
    }
  }

  /** Somebody waits for the rights inside, so the first ready API server is asked at once. */
  private void hurry(FullClusterScope scope, Observed after) {
    boolean serves =
        after
            .own()
            .apiServer(scope.names())
            .map(Deployment::getStatus)
            .map(status -> Objects.requireNonNullElse(status.getReadyReplicas(), 0) > 0)
            .orElse(false);
    if (!serves) {
      serving.remove(contentKey(scope));
    } else if (serving.add(contentKey(scope))) {
      content.poke(contentKey(scope));
    }
  }

  private void survey(FullClusterScope scope, Observed after, FullClusterPlan plan) {
    EtcdKey key = EtcdAim.key(scope);
    Optional<Aim> aim =
        EtcdAim.of(scope, after.own(), credentials).filter(it -> !it.endpoints().isEmpty());
    if (aim.isEmpty() || scope.common().life().power() == Power.Stopped) {
      etcd.forget(key);
      return;
    }
    boolean steady =
        scope.common().life().paused() || plan.etcd().filter(EtcdDecision::steady).isPresent();
    etcd.watch(key, aim.get(), steady ? AT_REST : WHILE_CHANGING);
  }

  /** What a step is for etcd to do. */
  void perform(FullClusterScope scope, EtcdDecision decision, Observed decidedOn) {
    decidedOn
        .learned()
        .etcd()
        .ifPresent(
            look ->
                decision.request().ifPresent(step -> etcd.perform(EtcdAim.key(scope), step, look)));
  }

  void forget(FullClusterScope scope) {
    for (ProbeKey.Route route : ProbeKey.Route.values()) {
      health.forget(NestedTargets.key(scope, route));
    }
    etcd.forget(EtcdAim.key(scope));
    content.forget(contentKey(scope));
    serving.remove(contentKey(scope));
  }

  private static ContentKey contentKey(FullClusterScope scope) {
    return new ContentKey(scope.namespace(), scope.names().cluster());
  }
}
