package dev.nestling.fullcluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.core.etcd.MemberStatus;
import dev.nestling.runtime.metrics.Sample;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FullClusterSamplesTest {
  private static final String PUBLISHED =
      """
      apiVersion: nestling.dev/v1alpha1
      kind: FullCluster
      metadata: {name: c, namespace: team}
      status:
        version: v1.36.3
        readyReplicas: 2
        conditions: [{type: Ready, status: "True", reason: Answered}]
        etcd:
          ready: 1/3
          members:
          - {name: c-etcd-0, role: Voter, leader: true, healthy: true, dbSize: 20Mi}
          - {name: c-etcd-1, role: Voter, leader: false, healthy: false}
          - {name: c-etcd-2, role: Learner, leader: false, healthy: true}
          alarms: [{member: c-etcd-1, type: NOSPACE}]
      """;

  private static FullCluster cluster(String more) {
    return Serialization.unmarshal(PUBLISHED + more, FullCluster.class);
  }

  private static List<String> ofEtcd(String more, Optional<FullClusterFindings.Members> members) {
    List<Sample> samples =
        FullClusterSamples.of(
            cluster(more),
            members.map(said -> new FullClusterFindings(Optional.empty(), Optional.of(said))));
    assertThat(samples)
        .allSatisfy(
            sample -> assertThat(sample.labelValues()).startsWith("FullCluster", "team", "c"));
    return samples.stream()
        .filter(sample -> sample.metric().name().startsWith("nestling_etcd_"))
        .map(
            sample ->
                "%s %.0f"
                    .formatted(
                        sample.metric().name().replace("nestling_etcd_", ""), sample.value()))
        .toList();
  }

  @Test
  void whatWasPublishedCountsUntilSomebodyHasAsked() {
    assertThat(ofEtcd("", Optional.empty()))
        .containsExactly("members_desired 3", "members_healthy 1", "alarms 1");
  }

  @Test
  void whatMembersSaidCountsExactly() {
    assertThat(
            ofEtcd(
                "",
                Optional.of(
                    new FullClusterFindings.Members(
                        3,
                        0,
                        Optional.of(new MemberStatus.Database(21_000_001, 7, 8_000_000_000L))))))
        .containsExactly(
            "members_desired 3",
            "members_healthy 3",
            "alarms 0",
            "database_size_bytes 21000001",
            "database_in_use_bytes 7",
            "database_quota_bytes 8000000000");
    assertThat(ofEtcd("", Optional.of(new FullClusterFindings.Members(0, 0, Optional.empty()))))
        .containsExactly("members_desired 3", "members_healthy 0", "alarms 0");
  }

  @Test
  void aStoppedClusterHasNoMembersToSpeakOf() {
    assertThat(ofEtcd("spec: {power: Stopped}\n", Optional.empty())).isEmpty();
  }

  @Test
  void replicasAreThoseOfTheApiServers() {
    assertThat(FullClusterSamples.of(cluster("spec: {replicas: 5}\n"), Optional.empty()))
        .filteredOn(sample -> sample.metric().name().contains("_replicas_"))
        .extracting(Sample::value)
        .containsExactly(5.0, 2.0);
  }
}
