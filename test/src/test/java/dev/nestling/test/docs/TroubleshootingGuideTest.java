package dev.nestling.test.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.kubectl.why.Guide;
import dev.nestling.test.testbed.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every reason that the operators can give is in the guide. A reason is a text in camel case of the
 * operators' sources; the few such texts that are something else are listed here.
 */
class TroubleshootingGuideTest {
  private static final List<String> SOURCES =
      List.of(
          "operators/lightcluster-operator/src/main/java",
          "operators/cluster-operator/src/main/java",
          "operators/core/src/main/java/dev/nestling/core/apply",
          "operators/core/src/main/java/dev/nestling/core/cluster",
          "operators/core/src/main/java/dev/nestling/core/etcd/membership",
          "operators/core/src/main/java/dev/nestling/core/encryption",
          "operators/core/src/main/java/dev/nestling/core/placement",
          "operators/core/src/main/java/dev/nestling/core/references");

  private static final Pattern CAMEL_CASE = Pattern.compile("\"([A-Z][a-z]+(?:[A-Z][A-Za-z]*)*)\"");

  private static final Set<String> NO_REASONS =
      Set.of(
          "Always",
          "Apply",
          "ClusterIP",
          "ConfigMap",
          "ContainerCreating",
          "DaemonSet",
          "Default",
          "Delete",
          "Deployment",
          "Elsewhere",
          "Directory",
          "Equal",
          "Eviction",
          "ExternalIP",
          "Failed",
          "FallbackToLogsOnError",
          "False",
          "Founding",
          "IfNotPresent",
          "Ingress",
          "InternalIP",
          "Joining",
          "LightCluster",
          "List",
          "LoadBalancer",
          "Lost",
          "MatchAny",
          "Mi",
          "NoSchedule",
          "Node",
          "NodePool",
          "NodePort",
          "NodeRestriction",
          "None",
          "Normal",
          "OnDelete",
          "OnRootMismatch",
          "Opaque",
          "Parallel",
          "PersistentVolumeClaim",
          "PodInitializing",
          "PodScheduled",
          "Policy",
          "PreferNoSchedule",
          "ReadWriteOnce",
          "Ready",
          "RollingUpdate",
          "Running",
          "RuntimeDefault",
          "Sealed",
          "Secret",
          "SecretContent",
          "ServerConfiguration",
          "Service",
          "StatefulSet",
          "Succeeded",
          "True",
          "Unknown",
          "Update",
          "Warning");

  private final Path root = Repository.find().root();

  @Test
  void listsEveryReasonOfTheOperators() throws IOException {
    String guide = Files.readString(root.resolve("docs/guides/troubleshooting.md"));

    assertThat(reasons())
        .hasSizeGreaterThan(80)
        .allSatisfy(reason -> assertThat(guide).contains("`" + reason + "`"));
  }

  /**
   * A reason that the guide has in its prose alone is of no use to {@code kubectl nestling why}.
   */
  @Test
  void thePlugInKnowsWhatToDoAboutEveryReason() {
    Guide guide = Guide.load();

    assertThat(reasons()).allMatch(guide::knows);
  }

  private Set<String> reasons() {
    return SOURCES.stream()
        .map(root::resolve)
        .flatMap(TroubleshootingGuideTest::sources)
        .flatMap(text -> CAMEL_CASE.matcher(text).results().map(found -> found.group(1)))
        .filter(text -> !NO_REASONS.contains(text))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> sources(Path directory) {
    try (var files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream()
          .map(TroubleshootingGuideTest::text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
