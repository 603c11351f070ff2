package dev.nestling.core.addons;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.HTTPGetActionBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.Map;

/** Two pods, on two nodes where there are two. */
final class CoreDnsDeployment {
  private static final int HEALTH_PORT = 8080;
  private static final int READY_PORT = 8181;
  private static final String CONFIG_DIR = "/etc/coredns";
  private static final String VOLUME = "config";

  private CoreDnsDeployment() {}

  static Deployment build(String image) {
    return new DeploymentBuilder()
        .withMetadata(Pods.metadata(CoreDns.NAME, CoreDns.APP))
        .withNewSpec()
        .withReplicas(2)
        .withNewSelector()
        .withMatchLabels(Pods.selector(CoreDns.APP))
        .endSelector()
        .withNewStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withNewMaxUnavailable(1)
        .withNewMaxSurge(1)
        .endRollingUpdate()
        .endStrategy()
        .withNewTemplate()
        .withMetadata(Pods.templateMetadata(CoreDns.APP, Map.of()))
        .withSpec(pod(image))
        .endTemplate()
        .endSpec()
        .build();
  }

  /** The node's resolver is asked for what is not in the cluster; DNS can't ask itself. */
  private static PodSpec pod(String image) {
    return new PodSpecBuilder()
        .withServiceAccountName(CoreDns.NAME)
        .withPriorityClassName("system-cluster-critical")
        .withDnsPolicy("Default")
        .withEnableServiceLinks(false)
        .withNodeSelector(Pods.LINUX)
        .withAffinity(apart())
        .withTolerations(Pods.ofTheSystem())
        .withSecurityContext(Pods.nonroot())
        .withContainers(container(image))
        .addNewVolume()
        .withName(VOLUME)
        .withNewConfigMap()
        .withName(CoreDns.NAME)
        .endConfigMap()
        .endVolume()
        .build();
  }

  /**
   * The community's image gives the program the right to low ports by its file, and such a file
   * can't be run at all by a process that may never have this right.
   */
  private static Container container(String image) {
    return new ContainerBuilder()
        .withName(CoreDns.NAME)
        .withImage(image)
        .withImagePullPolicy("IfNotPresent")
        .withArgs("-conf", CONFIG_DIR + "/" + CoreDns.FILE)
        .withPorts(port("dns", "UDP", 53), port("dns-tcp", "TCP", 53), port("metrics", "TCP", 9153))
        .withNewResources()
        .addToRequests("cpu", new Quantity("100m"))
        .addToRequests("memory", new Quantity("70Mi"))
        .addToLimits("memory", new Quantity("170Mi"))
        .endResources()
        .withLivenessProbe(Pods.probe(get("/health", HEALTH_PORT), 10, 6))
        .withReadinessProbe(Pods.probe(get("/ready", READY_PORT), 1, 3))
        .withSecurityContext(Pods.confined("NET_BIND_SERVICE"))
        .addNewVolumeMount()
        .withName(VOLUME)
        .withMountPath(CONFIG_DIR)
        .withReadOnly(true)
        .endVolumeMount()
        .build();
  }

  private static Affinity apart() {
    return new AffinityBuilder()
        .withNewPodAntiAffinity()
        .addNewPreferredDuringSchedulingIgnoredDuringExecution()
        .withWeight(100)
        .withNewPodAffinityTerm()
        .withNewLabelSelector()
        .withMatchLabels(Pods.selector(CoreDns.APP))
        .endLabelSelector()
        .withTopologyKey("kubernetes.io/hostname")
        .endPodAffinityTerm()
        .endPreferredDuringSchedulingIgnoredDuringExecution()
        .endPodAntiAffinity()
        .build();
  }

  private static HTTPGetActionBuilder get(String path, int port) {
    return new HTTPGetActionBuilder().withPath(path).withNewPort(port);
  }

  private static ContainerPort port(String name, String protocol, int number) {
    return new ContainerPortBuilder()
        .withName(name)
        .withProtocol(protocol)
        .withContainerPort(number)
        .build();
  }
}
