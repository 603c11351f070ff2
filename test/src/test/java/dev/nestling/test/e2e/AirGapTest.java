package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.test.testbed.Command;
import dev.nestling.test.testbed.EmbeddedCluster;
import dev.nestling.test.testbed.ImageRegistry;
import dev.nestling.test.testbed.InstalledOperator;
import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.Repository;
import dev.nestling.test.testbed.TenantNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Follows docs/guides/install.md where there is no way out: one registry has all images below one
 * prefix, and everything comes from there.
 */
@Tag("e2e")
@Tag("long")
class AirGapTest {
  /** Kubelets pull from their own machine without TLS. */
  private static final String REGISTRY = "localhost:5000";

  private static final String PREFIX = REGISTRY + "/nestling";

  /** What the guide calls it. */
  private static final String PREFIX_OF_GUIDE = "registry.example.com/nestling";

  private static final Pattern COPYING =
      Pattern.compile("```sh\n(for archive in .*?skopeo copy .*?)```", Pattern.DOTALL);

  private static final Pattern VALUE = Pattern.compile("--set (\\S+?)=(\\S+)");

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Repository repository = Repository.find();

  @TempDir private Path directory;

  @Test
  void everythingComesFromOneRegistry() throws IOException {
    String guide = Files.readString(repository.root().resolve("docs/guides/install.md"));
    guide = guide.substring(guide.indexOf("## Without a way out")).replace(PREFIX_OF_GUIDE, PREFIX);
    Path archives = directory.resolve("archives");
    Command.run(
        List.of(repository.root().resolve("hack/images").toString()),
        "--registry",
        PREFIX,
        "--out",
        archives.toString());

    var cluster = EmbeddedCluster.startAlone(repository, "airgap", List.of(repository.images()));
    try (var registry = ImageRegistry.start(cluster.node(), REGISTRY, directory);
        var client = cluster.client()) {
      registry.run(copying(guide).replace("images/target/images/amd64", archives.toString()));
      var helm = new HelmDoor(repository, cluster, "");
      helm.install(values(guide));
      for (String name :
          List.of(InstalledOperator.OF_LIGHT_CLUSTERS, InstalledOperator.OF_FULL_CLUSTERS)) {
        new InstalledOperator(cluster, client, name).awaitReady();
      }
      try (var tenant = TenantNamespace.create(client, "airgap")) {
        var light = NestedCluster.apply(tenant, "light", "");
        var full = NestedCluster.full(tenant, "full");
        full.apply("");
        light.awaitReady();
        full.awaitReady();
        assertAllFromThere(client, tenant.name(), 9);
        assertAllFromThere(client, InstalledOperator.NAMESPACE, 2);
        // Before their namespace, whose controller waits for pods to end in their own time.
        light.delete();
        full.delete();
        await("both are gone")
            .atMost(PATIENCE)
            .until(() -> light.object().isEmpty() && full.object().isEmpty());
      }
      helm.uninstall();
    }
  }

  private static String copying(String guide) {
    Matcher found = COPYING.matcher(guide);
    assertThat(found.find()).as("the guide copies images").isTrue();
    return found.group(1);
  }

  /** Those of the guide's {@code helm install}. */
  private static Map<String, Object> values(String guide) {
    Map<String, Object> values = new HashMap<>();
    VALUE.matcher(guide).results().forEach(set -> values.put(set.group(1), set.group(2)));
    assertThat(values).hasSize(3);
    return values;
  }

  private static void assertAllFromThere(KubernetesClient client, String namespace, int atLeast) {
    assertThat(client.pods().inNamespace(namespace).list().getItems())
        .hasSizeGreaterThanOrEqualTo(atLeast)
        .flatExtracting(
            pod ->
                Stream.concat(
                        pod.getSpec().getContainers().stream(),
                        pod.getSpec().getInitContainers().stream())
                    .toList())
        .allSatisfy(container -> assertThat(container.getImage()).startsWith(PREFIX + "/"));
  }
}
