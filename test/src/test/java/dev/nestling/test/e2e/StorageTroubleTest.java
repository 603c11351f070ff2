package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.test.testbed.DataVolume;
import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.Tenant;
import dev.nestling.test.testbed.Testbed;
import dev.nestling.testing.Edit;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens to the volume under a datastore, and that no acknowledged write is lost by it. */
@Tag("e2e")
class StorageTroubleTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String CLASS = "local-path-hard";
  private static final int SIZE_MIB = 64;
  private static final int LARGE = 500_000;

  @RegisterExtension static final Tenant TENANT = Tenant.named("storage");

  private final KubernetesClient management = Testbed.get().client();

  @Test
  void aFullVolumeIsNamedAndGrows() {
    var cluster = TENANT.apply("full", volume(SIZE_MIB)).awaitReady();

    Set<String> written = fill(cluster);

    assertThat(cluster.awaitFalse("Ready", "DatastoreFull"))
        .contains("spec.datastore.sqlite.volume.size");

    cluster.apply(volume(2 * SIZE_MIB));
    assertThat(cluster.awaitFalse("Valid", "VolumeCannotGrow")).contains(CLASS);
    allowExpansion(true);
    try {
      awaitRequest(cluster, 2 * SIZE_MIB + "Mi");
    } finally {
      allowExpansion(false);
    }
    cluster.apply(volume(2 * SIZE_MIB) + "\npower: Stopped");
    cluster.awaitNoPod();
    DataVolume.of(cluster).grow(2L * SIZE_MIB * 1024 * 1024);
    cluster.apply(volume(2 * SIZE_MIB));

    cluster.awaitAnswer();
    assertThat(fillers(cluster)).containsAll(written);
    cluster.remember("after");
  }

  @Test
  void aDamagedFileIsNamedAndNotTouched() throws IOException {
    var cluster = TENANT.apply("damaged", "{}").awaitReady();
    var identity = cluster.uid();
    cluster.remember("kept");
    cluster.apply("power: Stopped");
    cluster.awaitNoPod();
    var file = DataVolume.of(cluster).database();
    byte[] whole = Files.readAllBytes(file);

    overwrite(file.toString(), 16 * 4096, 16 * 4096);
    byte[] damaged = Files.readAllBytes(file);
    cluster.apply("power: Running");

    assertThat(cluster.awaitFalse("Ready", "DatastoreCorrupt")).contains("backup");
    assertThat(Files.readAllBytes(file)).isEqualTo(damaged);

    Files.write(file, whole);
    cluster.awaitAnswer();
    assertThat(cluster.uid()).isEqualTo(identity);
    assertThat(cluster.recalls("kept")).isTrue();
  }

  private static void overwrite(String file, int from, int length) throws IOException {
    try (var pages = new RandomAccessFile(file, "rw")) {
      pages.seek(from);
      pages.write("not a page ".repeat(length / 11 + 1).getBytes("US-ASCII"), 0, length);
    }
  }

  private static String volume(int mebibytes) {
    return "datastore: {sqlite: {volume: {storageClassName: %s, size: %dMi}}}"
        .formatted(CLASS, mebibytes);
  }

  /** Writes until the server refuses; returns what it acknowledged. */
  private static Set<String> fill(NestedCluster cluster) {
    Set<String> written = new TreeSet<>();
    try (var nested = cluster.client()) {
      while (written.size() * (long) LARGE < SIZE_MIB * 1024L * 1024) {
        String name = "filler-" + written.size();
        nested
            .resource(
                new ConfigMapBuilder()
                    .withNewMetadata()
                    .withNamespace("default")
                    .withName(name)
                    .addToLabels("test", "filler")
                    .endMetadata()
                    .withData(Map.of("text", "x".repeat(LARGE)))
                    .build())
            .create();
        written.add(name);
      }
    } catch (KubernetesClientException full) {
      assertThat(written).hasSizeGreaterThan(10);
      return written;
    }
    throw new AssertionError("the volume took more than its size");
  }

  private static Set<String> fillers(NestedCluster cluster) {
    try (var nested = cluster.client()) {
      return nested
          .configMaps()
          .inNamespace("default")
          .withLabel("test", "filler")
          .list()
          .getItems()
          .stream()
          .map(object -> object.getMetadata().getName())
          .collect(Collectors.toSet());
    }
  }

  private void allowExpansion(boolean allowed) {
    Edit.of(
        management.storage().v1().storageClasses().withName(CLASS),
        found -> {
          found.setAllowVolumeExpansion(allowed);
          return found;
        });
  }

  private void awaitRequest(NestedCluster cluster, String size) {
    Awaitility.await("the claim asks for " + size)
        .atMost(PATIENCE)
        .until(
            () ->
                new Quantity(size)
                    .equals(
                        management
                            .persistentVolumeClaims()
                            .inNamespace(cluster.namespace())
                            .withName(cluster.name() + "-data")
                            .require()
                            .getSpec()
                            .getResources()
                            .getRequests()
                            .get("storage")));
  }
}
