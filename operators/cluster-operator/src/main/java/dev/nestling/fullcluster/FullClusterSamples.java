package dev.nestling.fullcluster;

import dev.nestling.api.v1alpha1.EffectiveFullClusterSpec;
import dev.nestling.api.v1alpha1.EtcdStatus;
import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.api.v1alpha1.FullClusterStatus;
import dev.nestling.api.v1alpha1.Power;
import dev.nestling.runtime.metrics.ClusterSamples;
import dev.nestling.runtime.metrics.Metric;
import dev.nestling.runtime.metrics.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a FullCluster says in numbers. */
public final class FullClusterSamples {
  private static final Metric MEMBERS_DESIRED =
      ClusterSamples.metric(
          "nestling_etcd_members_desired", "Members of etcd that spec.etcd.replicas asks for.");
  private static final Metric MEMBERS_HEALTHY =
      ClusterSamples.metric(
          "nestling_etcd_members_healthy", "Members of etcd that vote, answer and know a leader.");
  private static final Metric ALARMS =
      ClusterSamples.metric("nestling_etcd_alarms", "Alarms that etcd raises.");
  private static final Metric SIZE =
      ClusterSamples.metric(
          "nestling_etcd_database_size_bytes", "Size of the largest member's database file.");
  private static final Metric IN_USE =
      ClusterSamples.metric(
          "nestling_etcd_database_in_use_bytes",
          "What of that file is in use; defragmentation frees the rest.");
  private static final Metric QUOTA =
      ClusterSamples.metric(
          "nestling_etcd_database_quota_bytes",
          "The size of the file at which etcd stops accepting writes.");

  private FullClusterSamples() {}

  /**
   * @param findings of the last reconcile; while there are none, the published status counts
   */
  public static List<Sample> of(FullCluster cluster, Optional<FullClusterFindings> findings) {
    EffectiveFullClusterSpec spec = EffectiveFullClusterSpec.of(cluster);
    FullClusterStatus status =
        Optional.ofNullable(cluster.getStatus()).orElseGet(FullClusterStatus::empty);
    ClusterSamples.Facts facts =
        new ClusterSamples.Facts(
            cluster,
            new ClusterSamples.Life(spec.common().life().power() == Power.Running, spec.replicas()),
            status.initialization() != null && status.initialization().controlPlaneInitialized(),
            status.version(),
            Objects.requireNonNullElse(status.readyReplicas(), 0),
            status.conditions(),
            findings.flatMap(FullClusterFindings::certificatesEnd));
    List<Sample> samples = new ArrayList<>(ClusterSamples.of(facts));
    if (facts.wanted()) {
      List<String> labels = facts.labels();
      samples.add(MEMBERS_DESIRED.is(spec.etcd().replicas(), labels));
      findings
          .flatMap(FullClusterFindings::etcd)
          .ifPresentOrElse(
              members -> samples.addAll(said(members, labels)),
              () ->
                  Optional.ofNullable(status.etcd())
                      .ifPresent(etcd -> samples.addAll(published(etcd, labels))));
    }
    return samples;
  }

  private static List<Sample> said(FullClusterFindings.Members members, List<String> labels) {
    List<Sample> samples = new ArrayList<>();
    samples.add(MEMBERS_HEALTHY.is(members.healthy(), labels));
    samples.add(ALARMS.is(members.alarms(), labels));
    members
        .largest()
        .ifPresent(
            database -> {
              samples.add(SIZE.is(database.size(), labels));
              samples.add(IN_USE.is(database.inUse(), labels));
              samples.add(QUOTA.is(database.quota(), labels));
            });
    return samples;
  }

  private static List<Sample> published(EtcdStatus etcd, List<String> labels) {
    long healthy =
        Optional.ofNullable(etcd.members()).orElse(List.of()).stream()
            .filter(member -> member.role() == EtcdStatus.Role.Voter && member.healthy())
            .count();
    int alarms = Optional.ofNullable(etcd.alarms()).orElse(List.of()).size();
    return List.of(MEMBERS_HEALTHY.is(healthy, labels), ALARMS.is(alarms, labels));
  }
}
