package dev.nestling.core.addons;

import dev.nestling.core.plan.ImageSettings;

/**
 * The add-ons' images: whole references.
 *
 * @param coreDns cluster DNS
 * @param kubeProxy of the cluster's own version
 * @param proxyAgent the tunnel's end on a node
 */
public record AddonImages(String coreDns, String kubeProxy, String proxyAgent) {
  /** What kubeadm installs with Kubernetes 1.36. */
  private static final String CORE_DNS = "v1.14.2";

  /**
   * Not every version of Kubernetes has one; servers and agents of other versions understand it.
   */
  private static final String PROXY_AGENT = "v0.36.0";

  /**
   * The community's images, under the names that they have in registry.k8s.io.
   *
   * @param version of Kubernetes, such as {@code v1.36.3}
   */
  public static AddonImages of(ImageSettings images, String version) {
    return new AddonImages(
        images.reference("coredns/coredns", CORE_DNS),
        images.reference("kube-proxy", version),
        images.reference("kas-network-proxy/proxy-agent", PROXY_AGENT));
  }
}
