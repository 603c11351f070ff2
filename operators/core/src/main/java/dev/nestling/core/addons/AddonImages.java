package dev.nestling.core.addons;

import dev.nestling.core.plan.ImageSettings;

/**
 * The add-ons' images: whole references.
 *
 * @param coreDns cluster DNS
 * @param kubeProxy of the cluster's own version
 * @param proxyAgent the tunnel's end on a node
 * @param flannel the network of pods
 * @param localPathProvisioner makes volumes
 * @param nodeHelper a shell with its commands, to make directories on nodes
 */
public record AddonImages(
    String coreDns,
    String kubeProxy,
    String proxyAgent,
    String flannel,
    String localPathProvisioner,
    String nodeHelper) {
  /** What kubeadm installs with Kubernetes 1.36. */
  private static final String CORE_DNS_OF_KUBEADM = "v1.14.2";

  /** What this project builds: nestlet/internal/addons/images.properties. */
  private static final String CORE_DNS_BUILT = "v1.14.7";

  /**
   * Not every version of Kubernetes has one; servers and agents of other versions understand it.
   */
  private static final String PROXY_AGENT = "v0.36.0";

  private static final String FLANNEL = "v0.28.4";

  private static final String LOCAL_PATH_PROVISIONER = "v0.0.30";

  private static final String BUSYBOX = "1.35.0";

  /** Where the community of Kubernetes publishes, and where others do. */
  private static final String KUBERNETES_REGISTRY = "registry.k8s.io";

  private static final String FLANNEL_REGISTRY = "ghcr.io";

  private static final String DOCKER_REGISTRY = "docker.io";

  /** Where the images of the communities are. */
  private record Places(ImageSettings kubernetes, ImageSettings flannel, ImageSettings docker) {}

  /**
   * The images that the communities publish, under the names that they have there; or a mirror of
   * them.
   *
   * @param version of Kubernetes, such as {@code v1.36.3}
   */
  public static AddonImages published(ImageSettings images, String version) {
    var places = new Places(images, of(FLANNEL_REGISTRY, images), of(DOCKER_REGISTRY, images));
    return of(places, version, CORE_DNS_OF_KUBEADM);
  }

  /** A mirror has the images of all communities. */
  private static ImageSettings of(String registry, ImageSettings images) {
    return images.registry().equals(KUBERNETES_REGISTRY)
        ? new ImageSettings(registry, images.overrides())
        : images;
  }

  /**
   * The images of this project's build, which come with nestlet's.
   *
   * @param version of Kubernetes, such as {@code v1.36.3}
   */
  public static AddonImages built(ImageSettings images, String version) {
    return of(new Places(images, images, images), version, CORE_DNS_BUILT);
  }

  private static AddonImages of(Places places, String version, String coreDns) {
    return new AddonImages(
        places.kubernetes().reference("coredns/coredns", coreDns),
        places.kubernetes().reference("kube-proxy", version),
        places.kubernetes().reference("kas-network-proxy/proxy-agent", PROXY_AGENT),
        places.flannel().reference("flannel-io/flannel", FLANNEL),
        places.docker().reference("rancher/local-path-provisioner", LOCAL_PATH_PROVISIONER),
        places.docker().reference("library/busybox", BUSYBOX));
  }
}
