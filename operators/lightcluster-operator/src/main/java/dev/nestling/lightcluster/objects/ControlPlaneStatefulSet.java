package dev.nestling.lightcluster.objects;

import dev.nestling.api.v1alpha1.CommonSpec;
import dev.nestling.api.v1alpha1.Power;
import dev.nestling.core.objects.Role;
import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.Map;
import java.util.Optional;

/**
 * The server's pod. A StatefulSet and not a Deployment, because two servers must never have the
 * same SQLite file open: the second pod starts only when the first one is known to be gone. Pods
 * are managed in parallel, because a pod that never got ready would otherwise block the template
 * that repairs it.
 */
public final class ControlPlaneStatefulSet {
  static final String CONFIG_HASH = "nestling.dev/config-hash";

  /** uid and gid of the server. */
  private static final long NONROOT = 65532;

  private static final long GRACE_SECONDS = 30;
  private static final int REVISION_HISTORY = 2;

  private ControlPlaneStatefulSet() {}

  /**
   * @param configHash of {@link ServerConfigMap#hash}: a changed configuration restarts the server,
   *     renewed certificates don't
   * @param template what it runs
   */
  public static StatefulSet build(
      LightClusterScope scope, String configHash, ServerTemplate template) {
    return new StatefulSetBuilder()
        .withMetadata(
            scope.metadata(
                scope.names().server(),
                Role.SERVER,
                Map.of(Labels.TEMPLATE_REVISION, Integer.toString(template.revision()))))
        .withNewSpec()
        .withReplicas(scope.spec().power() == Power.Running ? 1 : 0)
        .withServiceName(scope.names().api())
        .withPodManagementPolicy("Parallel")
        .withRevisionHistoryLimit(REVISION_HISTORY)
        .withNewUpdateStrategy()
        .withType("RollingUpdate")
        .endUpdateStrategy()
        .withNewSelector()
        .withMatchLabels(scope.serverSelector())
        .endSelector()
        .withTemplate(podTemplate(scope, configHash, template))
        .endSpec()
        .build();
  }

  /** The hash that an existing StatefulSet was made with. */
  public static Optional<String> configHash(StatefulSet existing) {
    return Optional.ofNullable(existing.getSpec().getTemplate().getMetadata().getAnnotations())
        .map(annotations -> annotations.get(CONFIG_HASH));
  }

  /** The hash of the configuration that a pod started with. */
  public static Optional<String> configHash(Pod pod) {
    return Optional.ofNullable(pod.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(CONFIG_HASH));
  }

  private static PodTemplateSpec podTemplate(
      LightClusterScope scope, String configHash, ServerTemplate template) {
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(Labels.of(scope.owner(), Role.SERVER.component()))
        .withAnnotations(Map.of(CONFIG_HASH, configHash))
        .endMetadata()
        .withSpec(pod(scope, template))
        .build();
  }

  private static PodSpec pod(LightClusterScope scope, ServerTemplate template) {
    PodSpecBuilder pod =
        new PodSpecBuilder()
            .withServiceAccountName(scope.names().server())
            .withAutomountServiceAccountToken(false)
            .withEnableServiceLinks(false)
            .withTerminationGracePeriodSeconds(GRACE_SECONDS)
            .withNewSecurityContext()
            .withRunAsNonRoot(true)
            .withRunAsUser(NONROOT)
            .withRunAsGroup(NONROOT)
            .withFsGroup(NONROOT)
            .withFsGroupChangePolicy("OnRootMismatch")
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile()
            .endSecurityContext()
            .withContainers(ServerContainer.build(scope, template))
            .withVolumes(ServerVolumes.volumes(scope));
    return scheduled(pod, scope.spec().scheduling());
  }

  private static PodSpec scheduled(PodSpecBuilder pod, CommonSpec.PodScheduling placement) {
    if (!placement.nodeSelector().isEmpty()) {
      pod.withNodeSelector(placement.nodeSelector());
    }
    pod.withTolerations(placement.tolerations());
    pod.withTopologySpreadConstraints(placement.topologySpreadConstraints());
    placement.affinity().ifPresent(pod::withAffinity);
    placement.priorityClassName().ifPresent(pod::withPriorityClassName);
    return pod.build();
  }
}
