package dev.nestling.test.e2e;

import dev.nestling.test.testbed.Command;
import dev.nestling.test.testbed.EmbeddedCluster;
import dev.nestling.test.testbed.InstalledOperator;
import dev.nestling.test.testbed.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code kubectl apply -f install.yaml}, and what docs/guides/install.md says for uninstalling.
 *
 * @param directory for the file
 */
record KubectlDoor(Repository repository, EmbeddedCluster cluster, Path directory) implements Door {
  private static final String COMMUNITY = "          value: registry.k8s.io\n";
  private static final String OURS =
      "          value: %s%n        - name: NESTLING_CLUSTER_IMAGES_OVERRIDES_COREDNS%n          value: %s%n"
          .formatted(REGISTRY, COREDNS);

  @Override
  public void install(String operators) {
    try {
      Command.run(
          List.of(repository.root().resolve("hack/release").toString()), directory.toString());
      Path file = directory.resolve("install.yaml");
      apply(Files.readString(file).replace("image: " + REGISTRY, "image: " + operators));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Installs what the last release said. Its images are nowhere to be had, so they are this
   * build's.
   *
   * @param version of this build's images
   */
  void installFormer(String version) {
    try {
      String release = repository.formerRelease().getFileName().toString();
      apply(
          Files.readString(repository.formerRelease().resolve("install.yaml"))
              .replace("-operator:" + release, "-operator:" + version));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void apply(String manifest) throws IOException {
    Path file = directory.resolve("applied.yaml");
    Files.createDirectories(directory);
    Files.writeString(file, manifest.replace(COMMUNITY, OURS));
    cluster.kubectl("apply", "--server-side", "--force-conflicts", "-f", file.toString());
  }

  @Override
  public void uninstall() {
    cluster.kubectl("delete", "namespace", InstalledOperator.NAMESPACE);
    cluster.kubectl(
        "delete",
        "clusterroles,clusterrolebindings,validatingadmissionpolicies,validatingadmissionpolicybindings",
        "-l",
        "app.kubernetes.io/part-of=nestling");
  }
}
