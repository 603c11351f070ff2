package dev.nestling.core.addons;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import java.util.Map;

/**
 * One privileged pod on every node: it changes the node's own packet filter. The kernel loads what
 * that needs by itself; only other modes than {@code iptables} would have to load modules, which
 * not every machine has.
 */
final class KubeProxyDaemonSet {
  private static final String LOCK = "/run/xtables.lock";

  private KubeProxyDaemonSet() {}

  /**
   * @param configuration whose changes restart the pods: a new address of the API would otherwise
   *     be read by nobody
   */
  static DaemonSet build(String image, ConfigMap configuration) {
    return new DaemonSetBuilder()
        .withMetadata(Pods.metadata(KubeProxy.NAME, KubeProxy.NAME))
        .withNewSpec()
        .withNewSelector()
        .withMatchLabels(Pods.selector(KubeProxy.NAME))
        .endSelector()
        .withNewTemplate()
        .withMetadata(
            Pods.templateMetadata(
                KubeProxy.NAME, Map.of(Pods.CONFIG_HASH, Pods.hash(configuration.getData()))))
        .withSpec(pod(image))
        .endTemplate()
        .endSpec()
        .build();
  }

  private static PodSpec pod(String image) {
    return new PodSpecBuilder()
        .withServiceAccountName(KubeProxy.NAME)
        .withPriorityClassName("system-node-critical")
        .withHostNetwork(true)
        .withEnableServiceLinks(false)
        .withNodeSelector(Pods.LINUX)
        .withTolerations(Pods.everyTaint())
        .withContainers(container(image))
        .addNewVolume()
        .withName("config")
        .withNewConfigMap()
        .withName(KubeProxy.NAME)
        .endConfigMap()
        .endVolume()
        .addNewVolume()
        .withName("xtables-lock")
        .withNewHostPath()
        .withPath(LOCK)
        .withType("FileOrCreate")
        .endHostPath()
        .endVolume()
        .build();
  }

  private static Container container(String image) {
    return new ContainerBuilder()
        .withName(KubeProxy.NAME)
        .withImage(image)
        .withImagePullPolicy("IfNotPresent")
        .withCommand(
            "/usr/local/bin/kube-proxy",
            "--config=" + KubeProxy.CONFIG_DIR + "/" + KubeProxy.CONFIG_FILE,
            "--hostname-override=$(NODE_NAME)")
        .withEnv(Pods.NODE_NAME)
        .withNewResources()
        .addToRequests("cpu", new Quantity("10m"))
        .addToRequests("memory", new Quantity("40Mi"))
        .endResources()
        .withNewSecurityContext()
        .withPrivileged(true)
        .endSecurityContext()
        .withVolumeMounts(
            mount("config", KubeProxy.CONFIG_DIR).withReadOnly(true).build(),
            mount("xtables-lock", LOCK).build())
        .build();
  }

  private static VolumeMountBuilder mount(String volume, String path) {
    return new VolumeMountBuilder().withName(volume).withMountPath(path);
  }
}
