package dev.nestling.fullcluster.objects;

import dev.nestling.api.v1alpha1.Power;
import dev.nestling.core.objects.RestrictedPod;
import dev.nestling.core.objects.Role;
import dev.nestling.core.objects.Volumes;
import dev.nestling.core.objects.WorkloadTemplate;
import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One member of etcd. A StatefulSet of its own, so that a member is a thing of its own: added,
 * restarted and removed without touching another. It restarts only when the operator deletes its
 * pod, which it does one at a time and after the leadership has moved.
 */
public final class EtcdMemberStatefulSet {
  private static final long GRACE_SECONDS = 30;
  private static final int REVISION_HISTORY = 2;
  private static final String QUOTA = "nestling.dev/etcd-quota";

  private EtcdMemberStatefulSet() {}

  /**
   * @param quotaBytes that the member's file says: etcd reads it when it starts, so that another
   *     one is a reason to restart
   */
  public static StatefulSet build(
      FullClusterScope scope, EtcdMember member, long quotaBytes, WorkloadTemplate template) {
    boolean runs = scope.common().life().power() == Power.Running;
    return new StatefulSetBuilder()
        .withMetadata(scope.metadata(member.objectName(), Role.ETCD, template.annotations()))
        .withNewSpec()
        .withReplicas(runs ? 1 : 0)
        .withServiceName(member.objectName())
        .withPodManagementPolicy("Parallel")
        .withRevisionHistoryLimit(REVISION_HISTORY)
        .withNewUpdateStrategy()
        .withType("OnDelete")
        .endUpdateStrategy()
        .withNewSelector()
        .withMatchLabels(selector(scope, member))
        .endSelector()
        .withTemplate(pod(scope, member, quotaBytes, template))
        .endSpec()
        .build();
  }

  private static Map<String, String> selector(FullClusterScope scope, EtcdMember member) {
    return with(scope.selector(Role.ETCD), member);
  }

  private static Map<String, String> with(Map<String, String> labels, EtcdMember member) {
    Map<String, String> all = new LinkedHashMap<>(labels);
    all.put(Labels.MEMBER, Integer.toString(member.ordinal()));
    return all;
  }

  private static PodTemplateSpec pod(
      FullClusterScope scope, EtcdMember member, long quotaBytes, WorkloadTemplate template) {
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withAnnotations(Map.of(QUOTA, Long.toString(quotaBytes)))
        .withLabels(with(Labels.of(scope.owner(), Role.ETCD.component()), member))
        .endMetadata()
        .withSpec(
            Spread.over(
                    scope,
                    Role.ETCD,
                    RestrictedPod.spec(
                        scope.common().scheduling(), scope.names().controlPlane(), GRACE_SECONDS))
                .withContainers(container(scope, template))
                .withVolumes(
                    Volumes.configMap("config", member.objectName()),
                    Volumes.projected(
                        "pki",
                        Volumes.source(member.objectName(), Map.of()),
                        Volumes.source(scope.names().etcdCa(), Map.of("tls.crt", "ca.crt"))),
                    Volumes.claim("data", member.objectName()))
                .build())
        .build();
  }

  /** Its last words come from its log: there it says when it finds no data. */
  private static Container container(FullClusterScope scope, WorkloadTemplate template) {
    Probes probes = new Probes("HTTP", "probes");
    var resources = scope.spec().etcd().resources();
    return new ContainerBuilder()
        .withName(Program.ETCD.container())
        .withImage(template.image(Program.ETCD.container()))
        .withImagePullPolicy("IfNotPresent")
        .withCommand(
            "etcd",
            "--config-file=" + EtcdMemberConfigMap.CONFIG_DIR + "/" + EtcdMemberConfigMap.FILE)
        .withEnv(RestrictedPod.goMemoryLimit(resources).stream().toList())
        .addNewPort()
        .withName("client")
        .withContainerPort(EtcdMember.CLIENT_PORT)
        .withProtocol("TCP")
        .endPort()
        .addNewPort()
        .withName("peer")
        .withContainerPort(EtcdMember.PEER_PORT)
        .withProtocol("TCP")
        .endPort()
        .addNewPort()
        .withName("probes")
        .withContainerPort(EtcdMember.PROBE_PORT)
        .withProtocol("TCP")
        .endPort()
        .withResources(resources)
        .withStartupProbe(probes.startup("/livez"))
        .withReadinessProbe(probes.readiness("/readyz"))
        .withLivenessProbe(probes.patientLiveness("/livez"))
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withSecurityContext(RestrictedPod.container())
        .withVolumeMounts(
            Volumes.readOnly("config", EtcdMemberConfigMap.CONFIG_DIR),
            Volumes.readOnly("pki", EtcdMemberConfigMap.PKI_DIR),
            Volumes.writable("data", EtcdMemberConfigMap.DATA_DIR))
        .build();
  }
}
