package dev.nestling.test.e2e;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.UpgradeCommand;
import dev.nestling.test.testbed.EmbeddedCluster;
import dev.nestling.test.testbed.InstalledOperator;
import dev.nestling.test.testbed.Repository;
import java.util.List;
import java.util.Map;

/** {@code helm upgrade --install} and {@code helm uninstall}. */
record HelmDoor(Repository repository, EmbeddedCluster cluster, String version) implements Door {
  private static final String RELEASE = "nestling";

  /** What the images of this build ask for, wherever else they are. */
  static Map<String, Object> ofThisBuild() {
    return Map.of(
        "kubernetesImages.registry", REGISTRY, "clusterOperator.imageOverrides.coredns", COREDNS);
  }

  /** What docs/guides/install.md says of definitions that came by another way. */
  private void adoptDefinitions() {
    List<String> all = List.of("lightclusters", "fullclusters", "nodepools");
    for (String name : all) {
      String definition = "customresourcedefinition/" + name + ".nestling.dev";
      cluster.kubectl("label", definition, "app.kubernetes.io/managed-by=Helm", "--overwrite");
      cluster.kubectl(
          "annotate",
          definition,
          "meta.helm.sh/release-name=" + RELEASE,
          "meta.helm.sh/release-namespace=" + InstalledOperator.NAMESPACE,
          "--overwrite");
    }
  }

  @Override
  public void install(String operators) {
    adoptDefinitions();
    UpgradeCommand command = command();
    ofThisBuild().forEach(command::set);
    command
        .set("lightclusterOperator.image", image(operators, InstalledOperator.OF_LIGHT_CLUSTERS))
        .set("clusterOperator.image", image(operators, InstalledOperator.OF_FULL_CLUSTERS))
        .call();
  }

  /** Installs, or brings the release to these values and no others. */
  void install(Map<String, Object> values) {
    UpgradeCommand command = command();
    values.forEach(command::set);
    command.call();
  }

  private UpgradeCommand command() {
    return new Helm(repository.root().resolve("helm-chart"))
        .upgrade()
        .install()
        .resetValues()
        .withName(RELEASE)
        .withNamespace(InstalledOperator.NAMESPACE)
        .createNamespace()
        .withKubeConfig(cluster.kubeconfig());
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
