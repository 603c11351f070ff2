package dev.nestling.fullcluster;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.core.cluster.Draft;
import dev.nestling.core.objects.WorkloadTemplate;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.core.plan.Waiting;
import dev.nestling.fullcluster.objects.ApiServer;
import dev.nestling.fullcluster.objects.ControllerManager;
import dev.nestling.fullcluster.objects.FullClusterScope;
import dev.nestling.fullcluster.objects.Program;
import dev.nestling.fullcluster.objects.Scheduler;
import io.fabric8.kubernetes.api.model.apps.Deployment;

/** The Deployments. Those that need an API come when it has answered: they would only fail. */
final class ComponentsPlan {
  private static final Waiting API_FIRST =
      new Waiting(
          "WaitingForApi", "controller managers and schedulers are made once the API has answered");

  private final FullClusterScope scope;
  private final Observed observed;
  private final ImageSettings images;

  ComponentsPlan(FullClusterScope scope, Observed observed, ImageSettings images) {
    this.scope = scope;
    this.observed = observed;
    this.images = images;
  }

  void into(Draft draft, FullCluster cluster, AccessPlan.Made made) {
    draft.add(
        ApiServer.deployment(
            scope,
            new ApiServer.Inputs(made.address(), made.tunnelCertificate(), made.configHash()),
            template(
                cluster,
                scope.names().apiServer(),
                Program.API_SERVER,
                Program.KONNECTIVITY_SERVER)));
    if (!hasAnswered(cluster)) {
      draft.waitFor(API_FIRST);
      return;
    }
    draft.add(
        ControllerManager.deployment(
            scope,
            template(cluster, scope.names().controllerManager(), Program.CONTROLLER_MANAGER)));
    draft.add(
        Scheduler.deployment(
            scope, template(cluster, scope.names().scheduler(), Program.SCHEDULER)));
  }

  private boolean hasAnswered(FullCluster cluster) {
    return observed.own().set().find(Deployment.class, scope.names().scheduler()).isPresent()
        || observed.learned().service().answered()
        || StatusReport.wasInitialized(cluster);
  }

  private WorkloadTemplate template(FullCluster cluster, String name, Program... programs) {
    WorkloadTemplate current = Program.current(images, scope.common().version(), programs);
    return observed
        .own()
        .set()
        .find(Deployment.class, name)
        .flatMap(found -> WorkloadTemplate.pinned(found, found.getSpec().getTemplate()))
        .filter(pinned -> !current.acceptedBy(cluster) && pinned.covers(current))
        .orElse(current);
  }
}
