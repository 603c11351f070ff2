package dev.nestling.fullcluster;

import dev.nestling.core.apply.NameConflict;
import dev.nestling.core.cluster.KeyMaterial;
import dev.nestling.core.cluster.Refusal;
import dev.nestling.core.cluster.TakenNames;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.plan.Waiting;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What stands in a cluster's way, the most telling first: conditions are made from it. */
final class Obstacles {
  private static final List<Refusal.Translation> TRANSLATIONS =
      List.of(
          new Refusal.Translation(
              "Service",
              "port is already allocated",
              "NodePortTaken",
              "spec.endpoint.nodePort.port: another Service has this port; choose another one, or"
                  + " none to be given a free one"),
          new Refusal.Translation(
              "Service",
              "nodePort",
              "NodePortRefused",
              "spec.endpoint.nodePort.port: the management cluster does not give this port away"),
          new Refusal.Translation(
              "Service",
              "spec.loadBalancerSourceRanges",
              "SourceRangesRefused",
              "spec.endpoint.loadBalancer.sourceRanges: the management cluster refuses these"),
          new Refusal.Translation(
              "StatefulSet",
              "spec.template.spec",
              "SchedulingRefused",
              "spec.scheduling: the management cluster refuses this"),
          new Refusal.Translation(
              "Deployment",
              "spec.template.spec",
              "SchedulingRefused",
              "spec.scheduling: the management cluster refuses this"),
          new Refusal.Translation(
              "PersistentVolumeClaim",
              "spec.resources",
              "VolumeRefused",
              "spec.etcd.volume.size: the management cluster refuses this"));

  private Obstacles() {}

  /** Why the API does not answer. */
  static Optional<Problem> all(Result result, Instant now) {
    return refusal(result)
        .or(() -> keys(result, now))
        .or(() -> prevented(result))
        .or(() -> EtcdConditions.problem(result))
        .or(() -> apiServers(result));
  }

  /** Why the cluster can't be changed to what the spec asks for. */
  static Optional<Problem> toChange(Result result, Instant now) {
    return refusal(result).or(() -> keys(result, now)).or(() -> prevented(result));
  }

  /** What the management API, or an object of somebody else, keeps us from doing. */
  static Optional<Problem> refusal(Result result) {
    return TakenNames.conflict(taken(result), result.scope())
        .or(
            () ->
                result.applied().failures().stream()
                    .findFirst()
                    .map(failure -> Refusal.problem(failure, TRANSLATIONS)));
  }

  /** Why nothing answers yet though nothing is wrong; what etcd does is no reason by itself. */
  static Optional<Waiting> waiting(Result result) {
    return waitingFor(result).filter(any -> result.readyApiServers() == 0);
  }

  static Optional<Waiting> waitingFor(Result result) {
    return TakenNames.leaving(taken(result), result.scope())
        .map(problem -> new Waiting(problem.reason(), problem.message()))
        .or(() -> result.plan().objects().waitingFor());
  }

  private static List<NameConflict> taken(Result result) {
    return Stream.concat(
            result.applied().conflicts().stream(), result.observed().own().taken().stream())
        .toList();
  }

  private static Optional<Problem> keys(Result result, Instant now) {
    return KeyMaterial.check(FullClusterKeys.facts(result.scope(), result.observed()), now)
        .filter(any -> !result.plan().objects().complete())
        .filter(any -> !any.reason().equals(TakenNames.LEAVING));
  }

  private static Optional<Problem> prevented(Result result) {
    return FullClusterValidation.startPrevented(result.scope(), result.observed());
  }

  /** What the pods of the API servers say, once no one of them is ready. */
  private static Optional<Problem> apiServers(Result result) {
    if (result.readyApiServers() > 0) {
      return Optional.empty();
    }
    String prefix = result.scope().names().apiServer() + "-";
    return result.observed().own().pods().stream()
        .filter(pod -> pod.getMetadata().getName().startsWith(prefix))
        .flatMap((Pod pod) -> PodTrouble.of(pod).map(why -> named(pod, why)).stream())
        .findFirst()
        .map(message -> new Problem("ApiServerFails", message));
  }

  private static String named(Pod pod, String why) {
    return "pod " + pod.getMetadata().getName() + ": " + why;
  }
}
