package dev.nestling.fullcluster;

import dev.nestling.core.etcd.membership.Pod;
import dev.nestling.core.etcd.membership.Slot;
import dev.nestling.core.etcd.membership.StartRefusal;
import dev.nestling.core.etcd.membership.Volume;
import dev.nestling.fullcluster.objects.EtcdMember;
import dev.nestling.fullcluster.objects.EtcdMemberClaim;
import dev.nestling.fullcluster.objects.EtcdMemberConfigMap;
import dev.nestling.fullcluster.objects.FullClusterScope;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the places of etcd's members from the cluster's objects. */
final class EtcdSlots {
  private static final String REVISION = "controller-revision-hash";

  private EtcdSlots() {}

  static List<Slot> of(FullClusterScope scope, Observed.Own own, Instant now) {
    return scope.members().stream().map(member -> slot(member, own, now)).toList();
  }

  /** What of the slots a decision depends on, without what changes by itself with time. */
  static List<List<Object>> essence(FullClusterScope scope, Observed.Own own) {
    return of(scope, own, Instant.EPOCH).stream()
        .map(
            slot ->
                List.<Object>of(
                    slot.volume(),
                    slot.pod().getClass().getSimpleName(),
                    slot.sealed(),
                    slot.restartWanted()))
        .toList();
  }

  private static Slot slot(EtcdMember member, Observed.Own own, Instant now) {
    Optional<io.fabric8.kubernetes.api.model.Pod> pod = own.pod(member.podName());
    return new Slot(
        member.ordinal(),
        member.podName(),
        member.peerUrl(),
        volume(own.set().find(PersistentVolumeClaim.class, member.objectName())),
        pod.map(found -> pod(found, now)).orElseGet(Pod.Absent::new),
        own.set()
            .find(ConfigMap.class, member.objectName())
            .filter(EtcdMemberConfigMap::isSealed)
            .isPresent(),
        pod.isPresent()
            && isOutdated(pod.get(), own.set().find(StatefulSet.class, member.objectName())));
  }

  private static Volume volume(Optional<PersistentVolumeClaim> claim) {
    if (claim.isEmpty()) {
      return new Volume.Missing();
    }
    if (claim.get().getMetadata().getDeletionTimestamp() != null) {
      return new Volume.Leaving();
    }
    return EtcdMemberClaim.mark(claim.get())
        .<Volume>map(Volume.Marked::new)
        .orElseGet(Volume.Unmarked::new);
  }

  /** Whoever is being deleted is on its way out, whatever its probes say. */
  private static Pod pod(io.fabric8.kubernetes.api.model.Pod pod, Instant now) {
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      return new Pod.NotReady(Duration.ZERO, "it is ending");
    }
    Optional<PodCondition> ready = ready(pod);
    if (ready.filter(condition -> "True".equals(condition.getStatus())).isPresent()) {
      return new Pod.Ready();
    }
    Optional<String> words = lastWords(pod);
    if (words.filter(StartRefusal::foundNoData).isPresent()) {
      return new Pod.FoundNoData();
    }
    Instant since =
        ready
            .flatMap(condition -> Optional.ofNullable(condition.getLastTransitionTime()))
            .or(() -> Optional.ofNullable(pod.getMetadata().getCreationTimestamp()))
            .map(Instant::parse)
            .orElse(now);
    Duration lasting = Duration.between(since, now);
    return new Pod.NotReady(
        lasting.isNegative() ? Duration.ZERO : lasting,
        words.map(EtcdSlots::lastLine).orElseGet(() -> PodTrouble.of(pod).orElse("it starts")));
  }

  private static Optional<PodCondition> ready(io.fabric8.kubernetes.api.model.Pod pod) {
    return Optional.ofNullable(pod.getStatus())
        .flatMap(status -> Optional.ofNullable(status.getConditions()))
        .orElse(List.of())
        .stream()
        .filter(condition -> "Ready".equals(condition.getType()))
        .findFirst();
  }

  /** Of the container that ended, or of its life before while no other has begun. */
  private static Optional<String> lastWords(io.fabric8.kubernetes.api.model.Pod pod) {
    return Optional.ofNullable(pod.getStatus())
        .flatMap(status -> Optional.ofNullable(status.getContainerStatuses()))
        .orElse(List.of())
        .stream()
        .flatMap(EtcdSlots::states)
        .flatMap(state -> Optional.ofNullable(state.getTerminated()).stream())
        .flatMap(
            (ContainerStateTerminated ended) -> Optional.ofNullable(ended.getMessage()).stream())
        .findFirst();
  }

  private static Stream<ContainerState> states(ContainerStatus status) {
    boolean lives = status.getState() != null && status.getState().getRunning() != null;
    return lives
        ? Stream.empty()
        : Stream.of(status.getState(), status.getLastState()).filter(Objects::nonNull);
  }

  private static String lastLine(String text) {
    return text.strip().lines().reduce((before, line) -> line).orElse("");
  }

  /** The StatefulSet deletes no pod by itself: who has an old template keeps it. */
  private static boolean isOutdated(
      io.fabric8.kubernetes.api.model.Pod pod, Optional<StatefulSet> owner) {
    Optional<String> has =
        Optional.ofNullable(pod.getMetadata().getLabels())
            .map((Map<String, String> labels) -> labels.get(REVISION));
    Optional<String> should =
        owner
            .filter(
                set ->
                    set.getStatus() != null
                        && Objects.equals(
                            set.getStatus().getObservedGeneration(),
                            set.getMetadata().getGeneration()))
            .map(set -> set.getStatus().getUpdateRevision());
    return has.isPresent() && should.isPresent() && !has.equals(should);
  }
}
