package dev.nestling.core.addons;

import dev.nestling.core.plan.ImageSettings;

/**
 * The add-ons' images: whole references.
 *
 * @param coreDns cluster DNS
 * @param kubeProxy of the cluster's own version
 * @param proxyAgent the tunnel's end on a node
 * @param flannel the network of pods
 */
public record AddonImages(String coreDns, String kubeProxy, String proxyAgent, String flannel) {
  /** What kubeadm installs with Kubernetes 1.36. */
  private static final String CORE_DNS_OF_KUBEADM = "v1.14.2";

  /** What this project builds: nestlet/internal/addons/images.properties. */
  private static final String CORE_DNS_BUILT = "v1.14.7";

  /**
   * Not every version of Kubernetes has one; servers and agents of other versions understand it.
   */
  private static final String PROXY_AGENT = "v0.36.0";

  private static final String FLANNEL = "v0.28.4";

  /** Where the community of Kubernetes publishes, and where that of flannel does. */
  private static final String KUBERNETES_REGISTRY = "registry.k8s.io";

  private static final String FLANNEL_REGISTRY = "ghcr.io";

  /**
   * The images that the communities publish, under the names that they have there; or a mirror of
   * them.
   *
   * @param version of Kubernetes, such as {@code v1.36.3}
   */
  public static AddonImages published(ImageSettings images, String version) {
    ImageSettings flannel =
        images.registry().equals(KUBERNETES_REGISTRY)
            ? new ImageSettings(FLANNEL_REGISTRY, images.overrides())
            : images;
    return of(images, version, CORE_DNS_OF_KUBEADM).withFlannel(flannel);
  }

  /**
   * The images of this project's build, which come with nestlet's.
   *
   * @param version of Kubernetes, such as {@code v1.36.3}
   */
  public static AddonImages built(ImageSettings images, String version) {
    return of(images, version, CORE_DNS_BUILT);
  }

  private static AddonImages of(ImageSettings images, String version, String coreDns) {
    return new AddonImages(
            images.reference("coredns/coredns", coreDns),
            images.reference("kube-proxy", version),
            images.reference("kas-network-proxy/proxy-agent", PROXY_AGENT),
            "")
        .withFlannel(images);
  }

  private AddonImages withFlannel(ImageSettings images) {
    return new AddonImages(
        coreDns, kubeProxy, proxyAgent, images.reference("flannel-io/flannel", FLANNEL));
  }
}
