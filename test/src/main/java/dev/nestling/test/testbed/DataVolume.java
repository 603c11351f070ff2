package dev.nestling.test.testbed;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The volume behind a cluster's datastore, as somebody with access to the storage sees it.
 *
 * @param directory its path on the node
 */
public record DataVolume(ClusterNode node, String directory) {

  /** The volume of a cluster that has been running. */
  public static DataVolume of(NestedCluster cluster) {
    var management = cluster.management();
    var claim =
        management
            .persistentVolumeClaims()
            .inNamespace(cluster.namespace())
            .withName(cluster.name() + "-data")
            .require();
    var volume = management.persistentVolumes().withName(claim.getSpec().getVolumeName()).require();
    return new DataVolume(Testbed.get().node(), path(volume));
  }

  private static String path(PersistentVolume volume) {
    return volume.getSpec().getHostPath() != null
        ? volume.getSpec().getHostPath().getPath()
        : volume.getSpec().getLocal().getPath();
  }

  /** The datastore's file, for this machine. */
  public Path database() {
    Path file = node.file(directory + "/datastore/state.db");
    if (!Files.exists(file)) {
      throw new IllegalStateException("there is no database in " + directory);
    }
    return file;
  }

  /**
   * Grows a volume of class {@code local-path-hard} that nothing uses, as storage does that can't
   * grow in use.
   *
   * @param bytes the new size
   */
  public void grow(long bytes) {
    String image = directory + ".img";
    node.run("umount", directory);
    node.run("truncate", "--size=" + bytes, image);
    node.run("resize2fs", "-f", image);
    node.run("mount", "-t", "ext2", "-o", "loop", image, directory);
  }
}
