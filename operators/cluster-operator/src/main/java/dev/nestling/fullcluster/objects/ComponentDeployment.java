package dev.nestling.fullcluster.objects;

import dev.nestling.api.v1alpha1.Power;
import dev.nestling.core.objects.RestrictedPod;
import dev.nestling.core.objects.Role;
import dev.nestling.core.objects.WorkloadTemplate;
import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import java.util.Map;

/**
 * What the Deployments of all components have in common: a new pod is ready before an old one goes.
 */
final class ComponentDeployment {
  private static final int REVISION_HISTORY = 2;

  /**
   * What differs.
   *
   * @param name of the Deployment
   * @param graceSeconds that its containers have to end
   * @param companions run from before the containers start until after they have ended
   * @param annotations of the pods
   */
  record Parts(
      String name,
      Role role,
      long graceSeconds,
      List<Container> containers,
      List<Container> companions,
      List<Volume> volumes,
      Map<String, String> annotations) {}

  private ComponentDeployment() {}

  static Deployment build(FullClusterScope scope, Parts parts, WorkloadTemplate template) {
    boolean runs = scope.common().life().power() == Power.Running;
    return new DeploymentBuilder()
        .withMetadata(scope.metadata(parts.name(), parts.role(), template.annotations()))
        .withNewSpec()
        .withReplicas(runs ? scope.spec().replicas() : 0)
        .withRevisionHistoryLimit(REVISION_HISTORY)
        .withNewStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withNewMaxUnavailable(0)
        .withNewMaxSurge(1)
        .endRollingUpdate()
        .endStrategy()
        .withNewSelector()
        .withMatchLabels(scope.selector(parts.role()))
        .endSelector()
        .withTemplate(pod(scope, parts))
        .endSpec()
        .build();
  }

  private static PodTemplateSpec pod(FullClusterScope scope, Parts parts) {
    PodTemplateSpecBuilder template =
        new PodTemplateSpecBuilder()
            .withNewMetadata()
            .withLabels(Labels.of(scope.owner(), parts.role().component()))
            .endMetadata()
            .withSpec(
                Spread.over(
                        scope,
                        parts.role(),
                        RestrictedPod.spec(
                            scope.common().scheduling(),
                            scope.names().controlPlane(),
                            parts.graceSeconds()))
                    .withInitContainers(parts.companions())
                    .withContainers(parts.containers())
                    .withVolumes(parts.volumes())
                    .build());
    return parts.annotations().isEmpty()
        ? template.build()
        : template.editMetadata().withAnnotations(parts.annotations()).endMetadata().build();
  }
}
