package dev.nestling.fullcluster;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.api.v1alpha1.Power;
import dev.nestling.core.cluster.Draft;
import dev.nestling.core.objects.WorkloadTemplate;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.core.plan.Waiting;
import dev.nestling.fullcluster.objects.ApiServer;
import dev.nestling.fullcluster.objects.ControllerManager;
import dev.nestling.fullcluster.objects.FullClusterScope;
import dev.nestling.fullcluster.objects.Program;
import dev.nestling.fullcluster.objects.Scheduler;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Objects;

/**
 * The Deployments. API servers start once the members of etcd have a node, and so a volume: one
 * that finds no etcd tries again after pauses that soon are longer than etcd takes. Those that need
 * an API come when it has answered: they would only fail.
 */
final class ComponentsPlan {
  private static final Waiting ETCD_FIRST =
      new Waiting("WaitingForEtcd", "API servers start once most members of etcd have a node");

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
    if (apiServersWouldStart() && !mostMembersHaveANode()) {
      draft.waitFor(ETCD_FIRST);
      return;
    }
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

  private boolean apiServersWouldStart() {
    return scope.common().life().power() == Power.Running
        && observed
            .own()
            .apiServer(scope.names())
            .filter(found -> !Objects.equals(found.getSpec().getReplicas(), 0))
            .isEmpty();
  }

  /** An API server takes as long to ask as a member of etcd takes from there to its answer. */
  private boolean mostMembersHaveANode() {
    long placed =
        scope.wantedMembers().stream()
            .flatMap(member -> observed.own().pod(member.podName()).stream())
            .filter(ComponentsPlan::isPlaced)
            .count();
    return placed > scope.wantedMembers().size() / 2;
  }

  /** Kubelets know pods that no scheduler has placed. */
  private static boolean isPlaced(Pod pod) {
    boolean hasNode = pod.getSpec() != null && pod.getSpec().getNodeName() != null;
    boolean runs = pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase());
    return hasNode || runs;
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
