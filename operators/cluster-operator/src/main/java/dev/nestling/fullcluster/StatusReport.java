package dev.nestling.fullcluster;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.api.v1alpha1.FullClusterStatus;
import dev.nestling.api.v1alpha1.LightClusterStatus.ControlPlaneEndpoint;
import dev.nestling.api.v1alpha1.LightClusterStatus.Initialization;
import dev.nestling.core.objects.AdminKubeconfig;
import dev.nestling.core.objects.EncryptionSecret;
import dev.nestling.core.objects.Role;
import dev.nestling.core.objects.WorkloadTemplate;
import dev.nestling.core.status.ConditionSet;
import dev.nestling.fullcluster.objects.FullClusterScope;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes a fresh status from what is observed after applying. */
public final class StatusReport {
  private StatusReport() {}

  static FullClusterStatus of(Result result, Instant now) {
    FullClusterScope scope = result.scope();
    Optional<FullClusterStatus> before = Optional.ofNullable(result.cluster().getStatus());
    Optional<Deployment> apiServer = result.observed().own().apiServer(scope.names());
    long generation =
        Optional.ofNullable(result.cluster().getMetadata().getGeneration()).orElse(0L);
    List<ConditionSet.Finding> findings = FullClusterConditions.of(result, now);
    ConditionSet conditions =
        ConditionSet.of(before.map(FullClusterStatus::conditions).orElse(null))
            .retain(findings.stream().map(ConditionSet.Finding::type).toList())
            .merge(findings, generation, now);
    return new FullClusterStatus(
        generation,
        scope.common().version(),
        images(result),
        apiServer
            .flatMap(found -> WorkloadTemplate.pinned(found, found.getSpec().getTemplate()))
            .map(WorkloadTemplate::revision)
            .orElse(null),
        apiServer.map(Deployment::getStatus).map(status -> status.getReplicas()).orElse(0),
        apiServer.map(Deployment::getStatus).map(status -> status.getReadyReplicas()).orElse(0),
        selector(scope),
        new Initialization(
            wasInitialized(result.cluster()) || result.observed().learned().service().answered()),
        endpoint(result).orElse(null),
        EncryptionSecret.settledGeneration(
                result.observed().own().set().secret(scope.names().encryption()))
            .orElse(null),
        EtcdReport.of(result).orElse(before.map(FullClusterStatus::etcd).orElse(null)),
        conditions.conditions());
  }

  /** Once true it stays: an API that is away for a moment has still been there. */
  static boolean wasInitialized(FullCluster cluster) {
    return Optional.ofNullable(cluster.getStatus())
        .map(FullClusterStatus::initialization)
        .filter(Initialization::controlPlaneInitialized)
        .isPresent();
  }

  /** Nothing instead of an empty map: to apply one over the other is refused by the API server. */
  private static @Nullable Map<String, String> images(Result result) {
    Map<String, String> images = new TreeMap<>();
    Stream.concat(
            result.observed().own().set().all(Deployment.class).stream()
                .map(found -> found.getSpec().getTemplate()),
            result.observed().own().set().all(StatefulSet.class).stream()
                .map(found -> found.getSpec().getTemplate()))
        .flatMap(WorkloadTemplate::containers)
        .forEach(container -> images.putIfAbsent(container.getName(), container.getImage()));
    return images.isEmpty() ? null : images;
  }

  private static String selector(FullClusterScope scope) {
    return scope.selector(Role.API_SERVER).entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(","));
  }

  /** What the published kubeconfig says, so that the two can't differ. */
  private static Optional<ControlPlaneEndpoint> endpoint(Result result) {
    return result
        .observed()
        .own()
        .set()
        .secret(result.scope().names().kubeconfig())
        .flatMap(AdminKubeconfig::endpoint)
        .map(at -> new ControlPlaneEndpoint(at.host(), at.port()));
  }
}
