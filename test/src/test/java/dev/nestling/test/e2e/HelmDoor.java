package dev.nestling.test.e2e;

import com.marcnuri.helm.Helm;
import dev.nestling.test.testbed.EmbeddedCluster;
import dev.nestling.test.testbed.InstalledOperator;
import dev.nestling.test.testbed.Repository;

/** {@code helm upgrade --install} and {@code helm uninstall}. */
record HelmDoor(Repository repository, EmbeddedCluster cluster, String version) implements Door {
  private static final String RELEASE = "nestling";

  @Override
  public void install(String operators) {
    new Helm(repository.root().resolve("helm-chart"))
        .upgrade()
        .install()
        .withName(RELEASE)
        .withNamespace(InstalledOperator.NAMESPACE)
        .createNamespace()
        .withKubeConfig(cluster.kubeconfig())
        .set("kubernetesImages.registry", REGISTRY)
        .set("clusterOperator.imageOverrides.coredns", COREDNS)
        .set("lightclusterOperator.image", image(operators, InstalledOperator.OF_LIGHT_CLUSTERS))
        .set("clusterOperator.image", image(operators, InstalledOperator.OF_FULL_CLUSTERS))
        .call();
  }

  private String image(String registry, String name) {
    return registry + "/" + name + ":" + version;
  }

  @Override
  public void uninstall() {
    Helm.uninstall(RELEASE)
        .withNamespace(InstalledOperator.NAMESPACE)
        .withKubeConfig(cluster.kubeconfig())
        .call();
  }
}
