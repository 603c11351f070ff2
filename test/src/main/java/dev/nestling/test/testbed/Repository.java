package dev.nestling.test.testbed;

import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Where the build put what the tests run: found from the working directory upwards. */
public record Repository(Path root) {

  /** The checkout that the current directory belongs to. */
  public static Repository find() {
    var directory = Path.of("").toAbsolutePath();
    while (directory != null && !Files.exists(directory.resolve("nestlet/build.sh"))) {
      directory = directory.getParent();
    }
    if (directory == null) {
      throw new IllegalStateException("not inside a checkout of Nestling");
    }
    return new Repository(directory);
  }

  /** The nestlet of the tested Kubernetes version; {@code NESTLET} overrides it. */
  public Path nestlet() {
    var override = System.getenv("NESTLET");
    if (override != null) {
      return Path.of(override);
    }
    return existing(
        root.resolve("nestlet/bin/amd64/" + kubernetesVersion() + "/nestlet"), "make nestlet");
  }

  /** The Kubernetes version of the default build, as nestlet's module file has it, like v1.36.3. */
  public String kubernetesVersion() {
    try (var lines = Files.lines(root.resolve("nestlet/go.mod"))) {
      return lines
          .map(String::strip)
          .filter(line -> line.startsWith("k8s.io/kubernetes v"))
          .map(line -> line.split(" ")[1])
          .findFirst()
          .orElseThrow(
              () -> new IllegalStateException("nestlet/go.mod names no Kubernetes version"));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The folder of image archives for this machine's architecture. */
  public Path images() {
    return existing(root.resolve("images/target/images/amd64"), "make images");
  }

  /** What the last release was installed with; the folder has its version as its name. */
  public Path formerRelease() {
    try (var releases = Files.list(root.resolve("releases"))) {
      return releases
          .filter(Files::isDirectory)
          .max(
              Comparator.comparing(
                  release -> ModuleDescriptor.Version.parse(release.getFileName().toString())))
          .orElseThrow(() -> new IllegalStateException("releases/ has none"));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The folder of the programs beside nestlet on a node. */
  public Path runtime() {
    return existing(root.resolve("nestlet/bin/amd64/runtime"), "make runtime");
  }

  /** The stock program that joins a machine. */
  Path kubeadm() {
    return existing(root.resolve("nestlet/bin/amd64/kubeadm"), "nestlet/build.sh machine");
  }

  /** The program that is a machine for tests. */
  Path machine() {
    return existing(root.resolve("nestlet/bin/amd64/machine"), "nestlet/build.sh machine");
  }

  private static Path existing(Path path, String repair) {
    if (!Files.exists(path)) {
      throw new IllegalStateException(path + " is missing: " + repair);
    }
    return path;
  }
}
