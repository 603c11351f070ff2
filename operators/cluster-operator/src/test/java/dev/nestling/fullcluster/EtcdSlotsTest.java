package dev.nestling.fullcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.nestling.core.apply.ObjectSet;
import dev.nestling.core.etcd.EtcdId;
import dev.nestling.core.etcd.membership.Pod;
import dev.nestling.core.etcd.membership.Slot;
import dev.nestling.core.etcd.membership.Volume;
import dev.nestling.fullcluster.objects.FullClusterScope;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EtcdSlotsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

  @Test
  void thereIsAPlaceForEachMemberThatThereMayEverBe() {
    assertThat(slots(List.of(), List.of()))
        .hasSize(5)
        .allMatch(slot -> slot.volume() instanceof Volume.Missing)
        .allMatch(slot -> slot.pod() instanceof Pod.Absent)
        .noneMatch(Slot::sealed)
        .noneMatch(Slot::restartWanted);
  }

  static Stream<Arguments> claims() {
    return Stream.of(
        arguments("{}", new Volume.Unmarked()),
        arguments(
            "{annotations: {nestling.dev/etcd-member: 1f}}", new Volume.Marked(new EtcdId("1f"))),
        arguments("{annotations: {nestling.dev/etcd-member: nonsense}}", new Volume.Unmarked()),
        arguments("{annotations: {nestling.dev/etcd-member: ''}}", new Volume.Unmarked()),
        arguments(
            "{deletionTimestamp: '2026-01-01T00:00:00Z', annotations: {nestling.dev/etcd-member:"
                + " 1f}}",
            new Volume.Leaving()));
  }

  @ParameterizedTest
  @MethodSource("claims")
  void aVolumeIsWhatItsClaimSays(String metadata, Volume volume) {
    PersistentVolumeClaim claim =
        object("{apiVersion: v1, kind: PersistentVolumeClaim, metadata: %s}".formatted(metadata));
    claim.getMetadata().setName("c-etcd-1");
    assertThat(slots(List.of(claim), List.of()).get(1).volume()).isEqualTo(volume);
  }

  static Stream<Arguments> pods() {
    String noData = "cannot fetch cluster info from peer urls";
    return Stream.of(
        arguments("{}", new Pod.NotReady(Duration.ofMinutes(5), "it starts")),
        arguments("{conditions: [{type: Ready, status: 'True'}]}", new Pod.Ready()),
        arguments(
            "{conditions: [{type: Ready, status: 'False', lastTransitionTime:"
                + " '2026-01-01T00:08:30Z'}]}",
            new Pod.NotReady(Duration.ofSeconds(90), "it starts")),
        arguments(
            "{conditions: [{type: Ready, status: 'False', lastTransitionTime:"
                + " '2026-01-01T00:10:30Z'}]}",
            new Pod.NotReady(Duration.ZERO, "it starts")),
        arguments(
            "{containerStatuses: [{name: etcd, lastState: {terminated: {exitCode: 1, message: '"
                + noData
                + "'}}}]}",
            new Pod.FoundNoData()),
        arguments(
            "{containerStatuses: [{name: etcd, state: {terminated: {exitCode: 1, message: '"
                + noData
                + "'}}}]}",
            new Pod.FoundNoData()),
        arguments(
            "{conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: etcd,"
                + " lastState: {terminated: {exitCode: 1, message: '"
                + noData
                + "'}}}]}",
            new Pod.Ready()),
        arguments(
            "{containerStatuses: [{name: etcd, lastState: {terminated: {exitCode: 2, message:"
                + " \"a\\nno space left\\n\"}}}]}",
            new Pod.NotReady(Duration.ofMinutes(5), "no space left")),
        arguments(
            "{conditions: [{type: PodScheduled, status: 'False', message: no nodes}]}",
            new Pod.NotReady(Duration.ofMinutes(5), "no node can run it: no nodes")));
  }

  @ParameterizedTest
  @MethodSource("pods")
  void aPodIsWhatItsStatusSays(String status, Pod pod) {
    assertThat(slots(List.of(), List.of(pod(status, "a"))).getFirst().pod()).isEqualTo(pod);
  }

  @ParameterizedTest
  @CsvSource({"Sealed,true", "Joining,false", "Founding,false", "'',false"})
  void sealedIsWhatTheFileSays(String word, boolean sealed) {
    HasMetadata file =
        object(
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: c-etcd-0, annotations:"
                + " {nestling.dev/etcd-start: '"
                + word
                + "'}}}");
    assertThat(slots(List.of(file), List.of()).getFirst().sealed()).isEqualTo(sealed);
  }

  @ParameterizedTest
  @CsvSource({
    "'{observedGeneration: 3, updateRevision: b}', true",
    "'{observedGeneration: 3, updateRevision: a}', false",
    "'{observedGeneration: 2, updateRevision: b}', false",
    "'{observedGeneration: 3}', false"
  })
  void aPodIsOutdatedWhenItsControllerHasSeenTheTemplateAndHasAnother(
      String status, boolean outdated) {
    HasMetadata set =
        object(
            "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: c-etcd-0, generation: 3},"
                + " status: "
                + status
                + "}");
    assertThat(slots(List.of(set), List.of(pod("{}", "a"))).getFirst().restartWanted())
        .isEqualTo(outdated);
  }

  @Test
  void whatADecisionDependsOnDoesNotChangeWithTime() {
    FullClusterScope scope = FullClusterScope.of(Clusters.of("{}"));
    var own = new Observed.Own(new ObjectSet(List.of()), List.of(pod("{}", "a")), List.of());
    assertThat(EtcdSlots.of(scope, own, NOW))
        .isNotEqualTo(EtcdSlots.of(scope, own, NOW.plusSeconds(1)));
    assertThat(EtcdSlots.essence(scope, own).getFirst())
        .contains("NotReady")
        .doesNotContain(Duration.ofMinutes(5));
  }

  private static List<Slot> slots(
      List<HasMetadata> objects, List<io.fabric8.kubernetes.api.model.Pod> pods) {
    return EtcdSlots.of(
        FullClusterScope.of(Clusters.of("{}")),
        new Observed.Own(new ObjectSet(objects), pods, List.of()),
        NOW);
  }

  private static io.fabric8.kubernetes.api.model.Pod pod(String status, String revision) {
    return object(
        ("{apiVersion: v1, kind: Pod, metadata: {name: c-etcd-0-0, creationTimestamp:"
                + " '2026-01-01T00:05:00Z', labels: {controller-revision-hash: %s}}, status: %s}")
            .formatted(revision, status));
  }

  private static <T extends HasMetadata> T object(String yaml) {
    return Serialization.unmarshal("---\n" + yaml);
  }
}
