package dev.nestling.runtime.metrics;

import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.core.status.ConditionSet;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What all kinds of cluster say in numbers. */
public final class ClusterSamples {
  private static final List<String> CLUSTER = List.of("kind", "namespace", "name");

  private static final Metric INFO =
      metric("nestling_cluster_info", "1, with what runs as labels.", "version");
  private static final Metric READY =
      metric("nestling_cluster_ready", "1 while condition Ready is True, else 0.");
  private static final Metric NOT_READY_REASON =
      metric(
          "nestling_cluster_not_ready_reason",
          "1, while condition Ready is not True, with its reason as a label.",
          "reason");
  private static final Metric RUNNING_DESIRED =
      metric(
          "nestling_cluster_running_desired",
          "1 when the cluster is to run: not when spec.power is Stopped or it is being deleted.");
  private static final Metric INITIALIZED =
      metric(
          "nestling_cluster_initialized",
          "1 once the cluster's API has answered for the first time, else 0.");
  private static final Metric REPLICAS_DESIRED =
      metric(
          "nestling_cluster_replicas_desired",
          "API servers that there are to be; 0 when the cluster is not to run.");
  private static final Metric REPLICAS_READY =
      metric("nestling_cluster_replicas_ready", "API servers that are ready.");
  private static final Metric CERTIFICATE_EXPIRATION =
      metric(
          "nestling_cluster_certificate_expiration_timestamp_seconds",
          "When the first of the certificates ends that the operator renews.");

  /** What condition reasons look like; anything else was not made up by an operator. */
  private static final Pattern REASON = Pattern.compile("[A-Z][A-Za-z]{0,63}");

  private static final String OTHER = "Other";

  private ClusterSamples() {}

  /**
   * What is known of a cluster.
   *
   * @param object the cluster
   * @param life what is wanted of it
   * @param initialized whether its API has ever answered
   * @param version that runs; none before it was decided
   * @param readyReplicas API servers
   * @param conditions of its status
   * @param certificatesEnd when the first of its certificates ends; empty until they were seen
   */
  public record Facts(
      HasMetadata object,
      Life life,
      boolean initialized,
      @Nullable String version,
      int readyReplicas,
      @Nullable List<Condition> conditions,
      Optional<Instant> certificatesEnd) {

    /** The values of the labels that every metric of a cluster has: kind, namespace and name. */
    public List<String> labels() {
      return List.of(
          object.getKind(), object.getMetadata().getNamespace(), object.getMetadata().getName());
    }

    /** Whether the cluster is to run. */
    public boolean wanted() {
      return life.powered() && object.getMetadata().getDeletionTimestamp() == null;
    }
  }

  /**
   * What is wanted of a cluster.
   *
   * @param powered unless it is to be stopped
   * @param replicas API servers while it runs
   */
  public record Life(boolean powered, int replicas) {}

  /** A metric with the labels of a cluster, and others. */
  public static Metric metric(String name, String help, String... others) {
    List<String> labels = new ArrayList<>(CLUSTER);
    labels.addAll(List.of(others));
    return new Metric(name, help, labels);
  }

  public static List<Sample> of(Facts facts) {
    List<String> labels = facts.labels();
    Optional<Condition> ready = ConditionSet.of(facts.conditions()).get(ConditionTypes.READY);
    boolean isReady = ready.filter(known -> "True".equals(known.getStatus())).isPresent();
    List<Sample> samples = new ArrayList<>();
    Optional.ofNullable(facts.version())
        .ifPresent(version -> samples.add(INFO.is(true, and(labels, version))));
    samples.add(READY.is(isReady, labels));
    ready
        .filter(known -> !isReady)
        .ifPresent(
            known ->
                samples.add(NOT_READY_REASON.is(true, and(labels, reason(known.getReason())))));
    samples.add(RUNNING_DESIRED.is(facts.wanted(), labels));
    samples.add(INITIALIZED.is(facts.initialized(), labels));
    samples.add(REPLICAS_DESIRED.is(facts.wanted() ? facts.life().replicas() : 0, labels));
    samples.add(REPLICAS_READY.is(facts.readyReplicas(), labels));
    facts
        .certificatesEnd()
        .ifPresent(end -> samples.add(CERTIFICATE_EXPIRATION.is(end.getEpochSecond(), labels)));
    return samples;
  }

  private static String reason(@Nullable String reason) {
    return reason != null && REASON.matcher(reason).matches() ? reason : OTHER;
  }

  private static List<String> and(List<String> labels, String another) {
    List<String> all = new ArrayList<>(labels);
    all.add(another);
    return all;
  }
}
