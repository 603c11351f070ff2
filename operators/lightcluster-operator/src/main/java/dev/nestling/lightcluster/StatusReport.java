package dev.nestling.lightcluster;

import dev.nestling.api.v1alpha1.LightClusterStatus;
import dev.nestling.core.nested.Health;
import dev.nestling.core.objects.AdminKubeconfig;
import dev.nestling.core.objects.EncryptionSecret;
import dev.nestling.core.status.ConditionSet;
import dev.nestling.lightcluster.objects.LightClusterScope;
import dev.nestling.lightcluster.objects.ServerTemplate;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes a fresh status from what is observed after applying. */
public final class StatusReport {
  private StatusReport() {}

  static LightClusterStatus of(Result result, Instant now) {
    LightClusterScope scope = result.scope();
    Optional<LightClusterStatus> before = Optional.ofNullable(result.cluster().getStatus());
    Optional<StatefulSet> server = result.observed().own().server(scope.names());
    Optional<ServerTemplate> template = server.flatMap(ServerTemplate::pinned);
    long generation =
        Optional.ofNullable(result.cluster().getMetadata().getGeneration()).orElse(0L);
    List<ConditionSet.Finding> findings = LightClusterConditions.of(result, now);
    ConditionSet conditions =
        ConditionSet.of(before.map(LightClusterStatus::conditions).orElse(null))
            .retain(findings.stream().map(ConditionSet.Finding::type).toList())
            .merge(findings, generation, now);
    return new LightClusterStatus(
        generation,
        scope.spec().version(),
        template.map(ServerTemplate::image).orElse(null),
        template.map(ServerTemplate::revision).orElse(null),
        server.map(StatefulSet::getStatus).map(status -> status.getReplicas()).orElse(0),
        server.map(StatefulSet::getStatus).map(status -> status.getReadyReplicas()).orElse(0),
        selector(scope),
        new LightClusterStatus.Initialization(isInitialized(result, before)),
        endpoint(result).orElse(null),
        EncryptionSecret.settledGeneration(
                result.observed().own().secret(scope.names().encryption()))
            .orElse(null),
        conditions.conditions());
  }

  private static String selector(LightClusterScope scope) {
    return scope.serverSelector().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(","));
  }

  /** Once true it stays: an API that is away for a moment has still been there. */
  private static boolean isInitialized(Result result, Optional<LightClusterStatus> before) {
    boolean was =
        before
            .map(LightClusterStatus::initialization)
            .filter(LightClusterStatus.Initialization::controlPlaneInitialized)
            .isPresent();
    return was || result.observed().health().service() instanceof Health.Answered;
  }

  /** What the published kubeconfig says, so that the two can't differ. */
  private static Optional<LightClusterStatus.ControlPlaneEndpoint> endpoint(Result result) {
    return result
        .observed()
        .own()
        .secret(result.scope().names().kubeconfig())
        .flatMap(AdminKubeconfig::endpoint)
        .map(at -> new LightClusterStatus.ControlPlaneEndpoint(at.host(), at.port()));
  }
}
