package dev.nestling.lightcluster;

import dev.nestling.core.apply.ApplyFailure;
import dev.nestling.core.cluster.Refusal;
import dev.nestling.core.cluster.Refusal.Translation;
import dev.nestling.core.plan.Problem;
import java.util.List;

/**
 * What the management API refused, in words of the LightCluster: the API names fields of objects
 * that the owner of a cluster never wrote.
 */
final class RefusedObjects {
  private static final List<Translation> TRANSLATIONS =
      List.of(
          new Translation(
              "Service",
              "port is already allocated",
              "NodePortTaken",
              "spec.endpoint.nodePort.port: another Service has this port; choose another one, or"
                  + " none to be given a free one"),
          new Translation(
              "Service",
              "spec.ports[0].nodePort",
              "NodePortRefused",
              "spec.endpoint.nodePort.port: the management cluster does not give this port away"),
          new Translation(
              "Service",
              "spec.loadBalancerSourceRanges",
              "SourceRangesRefused",
              "spec.endpoint.loadBalancer.sourceRanges: the management cluster refuses these"),
          new Translation(
              "StatefulSet",
              "spec.template.spec.tolerations",
              "SchedulingRefused",
              "spec.scheduling.tolerations: the management cluster refuses these"),
          new Translation(
              "StatefulSet",
              "spec.template.spec.affinity",
              "SchedulingRefused",
              "spec.scheduling.affinity: the management cluster refuses this"),
          new Translation(
              "StatefulSet",
              "spec.template.spec.topologySpreadConstraints",
              "SchedulingRefused",
              "spec.scheduling.topologySpreadConstraints: the management cluster refuses these"),
          new Translation(
              "StatefulSet",
              "spec.template.spec.nodeSelector",
              "SchedulingRefused",
              "spec.scheduling.nodeSelector: the management cluster refuses this"),
          new Translation(
              "PersistentVolumeClaim",
              "spec.resources",
              "VolumeRefused",
              "spec.datastore.sqlite.volume.size: the management cluster refuses this"));

  private RefusedObjects() {}

  static Problem problem(ApplyFailure failure) {
    return Refusal.problem(failure, TRANSLATIONS);
  }
}
