package dev.nestling.nodepool.workerpods;

import dev.nestling.api.v1alpha1.CommonSpec.PodScheduling;
import dev.nestling.api.v1alpha1.NodePoolWorkers.WorkerStorage;
import dev.nestling.core.objects.RestrictedPod;
import dev.nestling.core.objects.Volumes;
import dev.nestling.core.placement.Amount;
import dev.nestling.core.placement.PoolMark;
import dev.nestling.core.placement.WorkersDemand;
import dev.nestling.core.plan.Labels;
import dev.nestling.nodepool.agent.AgentConfig;
import dev.nestling.nodepool.purpose.WorkerNames;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The pods that are a pool's worker nodes. They keep their names, so that a node keeps its name;
 * and none is replaced but by the operator, which drains the node first.
 */
final class WorkerStatefulSet {
  /** Nodes end their pods in this time; who may be waited for was asked to go before. */
  private static final long GRACE_SECONDS = 40;

  private static final int REVISION_HISTORY = 2;
  private static final String DATA = "data";
  private static final String JOIN = "join";
  private static final String IMAGES = "images";

  /** Where local-path volumes are, on every node. */
  private static final String LOCAL_PATH_DIR = "/opt/local-path-provisioner";

  private WorkerStatefulSet() {}

  static StatefulSet build(WorkerTemplate template, int replicas, PoolMark mark) {
    WorkerNames names = template.names();
    Optional<WorkerStorage> storage = template.share().storage();
    return new StatefulSetBuilder()
        .withNewMetadata()
        .withName(names.object())
        .withLabels(names.labels())
        .withAnnotations(Map.of(Labels.OWNER_UID, template.owner().uid()))
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withServiceName(names.object())
        .withPodManagementPolicy("Parallel")
        .withRevisionHistoryLimit(REVISION_HISTORY)
        .withNewUpdateStrategy()
        .withType("OnDelete")
        .endUpdateStrategy()
        .withNewPersistentVolumeClaimRetentionPolicy()
        .withWhenDeleted("Delete")
        .withWhenScaled("Delete")
        .endPersistentVolumeClaimRetentionPolicy()
        .withNewSelector()
        .withMatchLabels(names.selector())
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(names.labels())
        .withAnnotations(Map.of(Labels.CONFIG_HASH, hash(template.agentConfig())))
        .endMetadata()
        .withSpec(pod(template, mark))
        .endTemplate()
        .withVolumeClaimTemplates(storage.map(WorkerStatefulSet::claim).stream().toList())
        .endSpec()
        .build();
  }

  private static String hash(String text) {
    var sum = new CRC32();
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(sum.getValue());
  }

  private static PersistentVolumeClaim claim(WorkerStorage storage) {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withName(DATA)
        .endMetadata()
        .withNewSpec()
        .withAccessModes("ReadWriteOnce")
        .withStorageClassName(storage.storageClassName())
        .withNewResources()
        .addToRequests("storage", storage.size())
        .endResources()
        .endSpec()
        .build();
  }

  /** The resolver is the hardware's: what the management cluster calls its own is nobody's here. */
  private static PodSpec pod(WorkerTemplate template, PoolMark mark) {
    PodScheduling scheduling =
        mark.on(
            new PodScheduling(
                Map.of(),
                List.of(),
                Optional.empty(),
                RestrictedPod.spread(template.names().selector(), false),
                Optional.empty()));
    return new PodSpecBuilder()
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withDnsPolicy("Default")
        .withTerminationGracePeriodSeconds(GRACE_SECONDS)
        .withNodeSelector(scheduling.nodeSelector())
        .withTolerations(scheduling.tolerations())
        .withTopologySpreadConstraints(scheduling.topologySpreadConstraints())
        .withContainers(container(template))
        .withVolumes(volumes(template))
        .build();
  }

  private static List<Volume> volumes(WorkerTemplate template) {
    List<Volume> volumes = new ArrayList<>();
    volumes.add(Volumes.secret(JOIN, template.names().object()));
    if (template.share().storage().isEmpty()) {
      volumes.add(Volumes.emptyDir(DATA));
    }
    template
        .terms()
        .imageArchives()
        .ifPresent(
            directory ->
                volumes.add(
                    new VolumeBuilder()
                        .withName(IMAGES)
                        .withNewHostPath()
                        .withPath(directory)
                        .withType("Directory")
                        .endHostPath()
                        .build()));
    return volumes;
  }

  private static Container container(WorkerTemplate template) {
    Amount size = template.share().size();
    Map<String, Quantity> resources = Map.of("cpu", size.cpu(), "memory", size.memoryQuantity());
    Map<String, Quantity> limits =
        template.terms().burst() ? Map.of("memory", size.memoryQuantity()) : resources;
    List<VolumeMount> mounts = new ArrayList<>();
    mounts.add(Volumes.readOnly(JOIN, WorkerTemplate.JOIN_DIR));
    mounts.add(Volumes.writable(DATA, WorkerTemplate.DATA_DIR));
    mounts.add(
        new VolumeMountBuilder()
            .withName(DATA)
            .withMountPath(LOCAL_PATH_DIR)
            .withSubPath("local-path")
            .build());
    if (template.terms().imageArchives().isPresent()) {
      mounts.add(Volumes.readOnly(IMAGES, WorkerTemplate.ARCHIVES_DIR));
    }
    return new ContainerBuilder()
        .withName(WorkersDemand.WORKER)
        .withImage(template.nodeImage())
        .withImagePullPolicy("IfNotPresent")
        .withArgs(
            "--config=" + WorkerTemplate.JOIN_DIR + "/" + AgentConfig.FILE,
            "--node-name=" + template.share().pool().name() + "-$(POD_INDEX)",
            "--node-ip=$(POD_IP)",
            "--node-cpu=" + size.cpu(),
            "--node-memory=" + size.memoryQuantity())
        .withEnv(
            field("POD_INDEX", "metadata.labels['apps.kubernetes.io/pod-index']"),
            field("POD_IP", "status.podIP"))
        .withNewResources()
        .withRequests(resources)
        .withLimits(limits)
        .endResources()
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withNewSecurityContext()
        .withPrivileged(true)
        .endSecurityContext()
        .withVolumeMounts(mounts)
        .build();
  }

  private static EnvVar field(String name, String path) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewFieldRef()
        .withFieldPath(path)
        .endFieldRef()
        .endValueFrom()
        .build();
  }
}
