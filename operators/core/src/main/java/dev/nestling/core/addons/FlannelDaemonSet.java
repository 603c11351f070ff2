package dev.nestling.core.addons;

import dev.nestling.core.kubeadm.NestedFacts;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import java.util.Map;

/** One pod on every node, in the node's network; it changes routes and packet filters there. */
final class FlannelDaemonSet {
  private static final String CONFIG = "config";
  private static final String CONFIG_DIR = "/etc/kube-flannel";
  private static final String RUN = "run";
  private static final String RUN_DIR = "/run/flannel";
  private static final String CNI = "cni";
  private static final String CNI_DIR = "/etc/cni/net.d";
  private static final String LOCK = "xtables-lock";
  private static final String LOCK_FILE = "/run/xtables.lock";

  private FlannelDaemonSet() {}

  static DaemonSet build(NestedFacts facts, String image, ConfigMap configuration) {
    return new DaemonSetBuilder()
        .withMetadata(Pods.metadata(Flannel.NAME, Flannel.NAME))
        .withNewSpec()
        .withNewSelector()
        .withMatchLabels(Pods.selector(Flannel.NAME))
        .endSelector()
        .withNewTemplate()
        .withMetadata(
            Pods.templateMetadata(
                Flannel.NAME, Map.of(Pods.CONFIG_HASH, Pods.hash(configuration.getData()))))
        .withSpec(pod(facts, image))
        .endTemplate()
        .endSpec()
        .build();
  }

  private static PodSpec pod(NestedFacts facts, String image) {
    return new PodSpecBuilder()
        .withServiceAccountName(Flannel.NAME)
        .withPriorityClassName("system-node-critical")
        .withHostNetwork(true)
        .withEnableServiceLinks(false)
        .withTerminationGracePeriodSeconds(5L)
        .withNodeSelector(Pods.LINUX)
        .withTolerations(Pods.everyTaint())
        .withContainers(daemon(facts, image), writer(image))
        .withVolumes(
            new VolumeBuilder()
                .withName(CONFIG)
                .withNewConfigMap()
                .withName(Flannel.NAME)
                .endConfigMap()
                .build(),
            onNode(RUN, RUN_DIR, "DirectoryOrCreate"),
            onNode(CNI, CNI_DIR, "DirectoryOrCreate"),
            onNode(LOCK, LOCK_FILE, "FileOrCreate"))
        .build();
  }

  private static Volume onNode(String name, String path, String type) {
    return new VolumeBuilder()
        .withName(name)
        .withNewHostPath()
        .withPath(path)
        .withType(type)
        .endHostPath()
        .build();
  }

  private static Container daemon(NestedFacts facts, String image) {
    return new ContainerBuilder()
        .withName("flanneld")
        .withImage(image)
        .withImagePullPolicy("IfNotPresent")
        .withCommand("/opt/bin/flanneld", "--ip-masq", "--kube-subnet-mgr")
        .withEnv(
            Pods.environment(
                facts,
                Pods.NODE_NAME,
                Pods.field("POD_NAME", "metadata.name"),
                Pods.field("POD_NAMESPACE", "metadata.namespace")))
        .withNewResources()
        .addToRequests("cpu", new Quantity("20m"))
        .addToRequests("memory", new Quantity("40Mi"))
        .endResources()
        .withSecurityContext(Pods.confined("NET_ADMIN", "NET_RAW"))
        .withVolumeMounts(
            mount(CONFIG, CONFIG_DIR, true),
            mount(RUN, RUN_DIR, false),
            mount(LOCK, LOCK_FILE, false))
        .build();
  }

  private static Container writer(String image) {
    return new ContainerBuilder()
        .withName("cni-configuration")
        .withImage(image)
        .withImagePullPolicy("IfNotPresent")
        .withCommand("/bin/sh", CONFIG_DIR + "/" + Flannel.SCRIPT_FILE)
        .withNewResources()
        .addToRequests("cpu", new Quantity("1m"))
        .addToRequests("memory", new Quantity("8Mi"))
        .endResources()
        .withSecurityContext(Pods.confined())
        .withVolumeMounts(
            mount(CONFIG, CONFIG_DIR, true), mount(RUN, RUN_DIR, true), mount(CNI, CNI_DIR, false))
        .build();
  }

  private static VolumeMount mount(String volume, String path, boolean readOnly) {
    VolumeMountBuilder mount = new VolumeMountBuilder().withName(volume).withMountPath(path);
    return (readOnly ? mount.withReadOnly(true) : mount).build();
  }
}
