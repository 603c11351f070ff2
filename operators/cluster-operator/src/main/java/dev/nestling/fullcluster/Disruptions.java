package dev.nestling.fullcluster;

import dev.nestling.core.etcd.membership.Decision;
import dev.nestling.core.etcd.membership.Step;
import dev.nestling.core.objects.Role;
import dev.nestling.core.plan.Labels;
import dev.nestling.fullcluster.objects.ApiServer;
import dev.nestling.fullcluster.objects.FullClusterScope;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Objects;

/**
 * One disturbance at a time: while API servers are being replaced, no member of etcd is restarted,
 * defragmented, or removed because fewer are wanted. A rollout that is stuck holds such steps back
 * until it goes on; whatever is wrong with etcd itself is repaired all the same.
 */
final class Disruptions {
  static final String ROLLING = "ApiServersRollingOut";

  private Disruptions() {}

  /** The step, or what it waits for. */
  static Step inTurn(Decision decision, FullClusterScope scope, Observed observed) {
    boolean rolls =
        isEnding(observed.own().pods())
            || observed
                .own()
                .apiServer(scope.names())
                .filter(found -> rollsOut(found, scope))
                .isPresent();
    return rolls && disturbs(decision.step()) && decision.problems().isEmpty()
        ? Step.WaitFor.of(ROLLING, "etcd is changed when the API servers have been replaced")
        : decision.step();
  }

  /** An API server that ends still answers for some seconds, and uses the members of its time. */
  private static boolean isEnding(List<Pod> pods) {
    return pods.stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() != null)
        .anyMatch(Disruptions::isApiServer);
  }

  static boolean isApiServer(Pod pod) {
    return Role.API_SERVER.component().equals(pod.getMetadata().getLabels().get(Labels.COMPONENT));
  }

  private static boolean disturbs(Step step) {
    return switch (step) {
      case Step.Restart restart -> true;
      case Step.Defragment defragment -> true;
      case Step.MoveLeader move -> true;
      case Step.Remove(String name, var member, String why) -> why.equals(Step.FEWER_WANTED);
      default -> false;
    };
  }

  /**
   * Some of them work, and they are not all as they should be, or still use other members than are
   * wanted: a member that leaves is first left alone.
   */
  private static boolean rollsOut(Deployment servers, FullClusterScope scope) {
    var status = servers.getStatus();
    if (status == null || FullClusterConditions.number(status.getReadyReplicas()) == 0) {
      return false;
    }
    int wanted = FullClusterConditions.number(servers.getSpec().getReplicas());
    return !ApiServer.usesWantedMembers(servers, scope)
        || !Objects.equals(status.getObservedGeneration(), servers.getMetadata().getGeneration())
        || FullClusterConditions.number(status.getUpdatedReplicas()) != wanted
        || FullClusterConditions.number(status.getReplicas()) != wanted;
  }
}
