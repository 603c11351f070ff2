package dev.nestling.test.testbed;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/** A client that has nothing but a kubeconfig, and asks once: a test wants to see what fails. */
final class KubeconfigClient {
  private KubeconfigClient() {}

  static KubernetesClient of(String kubeconfig) {
    var config = Config.fromKubeconfig(kubeconfig);
    config.setClientKeyAlgo("EC");
    config.setRequestRetryBackoffLimit(0);
    return new KubernetesClientBuilder().withConfig(config).build();
  }
}
