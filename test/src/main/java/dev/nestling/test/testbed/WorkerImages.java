package dev.nestling.test.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Archives of images on the nodes of the management cluster, for worker nodes that run there: there
 * is no registry.
 */
public final class WorkerImages {
  /** Where the archives are on each node. */
  public static final String DIRECTORY = Machine.INSIDE + "/worker-images";

  /** What runs on a worker node, by the beginnings of the archives' names. */
  private static final List<String> NEEDED =
      List.of(
          "nestlet-v",
          "coredns-",
          "etcd-",
          "flannel-io-flannel-",
          "kas-network-proxy-proxy-agent-",
          "local-path-provisioner-",
          "node-helper-");

  private WorkerImages() {}

  /** On the first node; other machines have theirs from their start. */
  public static void provide(Testbed testbed) {
    provide(testbed.repository(), testbed.data());
  }

  /** Links cost no space. */
  static void provide(Repository repository, Path data) {
    Path directory = data.resolve("worker-images");
    try (Stream<Path> archives = Files.list(repository.images())) {
      Files.createDirectories(directory);
      for (Path archive : archives.toList()) {
        String name = archive.getFileName().toString();
        if (name.endsWith(".tar") && NEEDED.stream().anyMatch(name::startsWith)) {
          link(directory.resolve(name), archive);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void link(Path link, Path archive) throws IOException {
    try {
      Files.createLink(link, archive);
    } catch (FileAlreadyExistsException e) {
      // Of an earlier test of this run.
    }
  }
}
