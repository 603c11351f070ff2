package dev.nestling.core.addons;

import dev.nestling.core.kubeadm.NestedFacts;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.Map;

/** One pod on any node, and never two: nothing elects one of them. */
final class LocalPathDeployment {
  private static final String CONFIG_DIR = "/etc/config";
  private static final String VOLUME = "config";

  private LocalPathDeployment() {}

  static Deployment build(NestedFacts facts, String image) {
    return new DeploymentBuilder()
        .withMetadata(Pods.metadata(LocalPath.NAME, LocalPath.NAME))
        .withNewSpec()
        .withReplicas(1)
        .withNewSelector()
        .withMatchLabels(Pods.selector(LocalPath.NAME))
        .endSelector()
        .withNewStrategy()
        .withType("Recreate")
        .endStrategy()
        .withNewTemplate()
        .withMetadata(Pods.templateMetadata(LocalPath.NAME, Map.of()))
        .withSpec(pod(facts, image))
        .endTemplate()
        .endSpec()
        .build();
  }

  /** It works without Services and without cluster DNS. */
  private static PodSpec pod(NestedFacts facts, String image) {
    return new PodSpecBuilder()
        .withServiceAccountName(LocalPath.NAME)
        .withPriorityClassName("system-cluster-critical")
        .withDnsPolicy("Default")
        .withEnableServiceLinks(false)
        .withNodeSelector(Pods.LINUX)
        .withTolerations(Pods.ofTheSystem())
        .withSecurityContext(Pods.nonroot())
        .withContainers(container(facts, image))
        .addNewVolume()
        .withName(VOLUME)
        .withNewConfigMap()
        .withName(LocalPath.CONFIG)
        .endConfigMap()
        .endVolume()
        .build();
  }

  /** The files are read again every half minute, by way of the directory in the environment. */
  private static Container container(NestedFacts facts, String image) {
    return new ContainerBuilder()
        .withName(LocalPath.NAME)
        .withImage(image)
        .withImagePullPolicy("IfNotPresent")
        .withCommand(
            "/usr/bin/local-path-provisioner",
            "start",
            "--config=" + CONFIG_DIR + "/" + LocalPath.CONFIG_FILE,
            "--helper-pod-file=" + CONFIG_DIR + "/" + LocalPath.POD_FILE,
            "--service-account-name=" + LocalPath.NAME)
        .withEnv(
            Pods.environment(
                facts,
                Pods.field("POD_NAMESPACE", "metadata.namespace"),
                Pods.value("CONFIG_MOUNT_PATH", CONFIG_DIR)))
        .withNewResources()
        .addToRequests("cpu", new Quantity("10m"))
        .addToRequests("memory", new Quantity("40Mi"))
        .addToLimits("memory", new Quantity("128Mi"))
        .endResources()
        .withSecurityContext(Pods.confined())
        .addNewVolumeMount()
        .withName(VOLUME)
        .withMountPath(CONFIG_DIR)
        .withReadOnly(true)
        .endVolumeMount()
        .build();
  }
}
