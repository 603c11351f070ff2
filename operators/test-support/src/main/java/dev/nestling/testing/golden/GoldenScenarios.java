package dev.nestling.testing.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * The scenario folders below a root: every folder that holds files is one scenario.
 *
 * <p>A scenario's {@code in-*.yaml} files are what the subject may read, one object each; what the
 * subject answers is compared with the {@code out-*.yaml} files as YAML text. A file that nobody
 * reads or writes fails its scenario, so that none of them can rot. {@code -Dgolden.update=true}
 * rewrites the out files instead of comparing; the review of their diff is then the test.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> scenarios() {
 *   return GoldenScenarios.discover(Path.of("src/test/resources/scenarios")).tests(scenario -> {
 *     var cluster = scenario.one(LightCluster.class);
 *     var plan = planner.plan(cluster, observed(scenario), scenario.clock().instant(), minter);
 *     return Outcome.of(plan.objects()).with("plan", facts(plan));
 *   });
 * }
 * }</pre>
 */
public final class GoldenScenarios {
  /** The system property that rewrites the out files. */
  public static final String UPDATE_PROPERTY = "golden.update";

  private final Path root;
  private final List<Path> folders;
  private final boolean update;

  private GoldenScenarios(Path root, List<Path> folders, boolean update) {
    this.root = root;
    this.folders = folders;
    this.update = update;
  }

  /**
   * @param root a folder of the sources (not of the build output: an update writes there)
   * @throws IllegalArgumentException when there is no scenario below it: an empty run proves
   *     nothing
   */
  public static GoldenScenarios discover(Path root) {
    return discover(root, Boolean.getBoolean(UPDATE_PROPERTY));
  }

  static GoldenScenarios discover(Path root, boolean update) {
    try (Stream<Path> all = Files.walk(root)) {
      List<Path> folders =
          all.filter(Files::isRegularFile).map(Path::getParent).distinct().sorted().toList();
      if (folders.isEmpty()) {
        throw new IllegalArgumentException("no scenario below " + root.toAbsolutePath());
      }
      return new GoldenScenarios(root, folders, update);
    } catch (IOException e) {
      throw new UncheckedIOException("scenarios below " + root.toAbsolutePath(), e);
    }
  }

  /** The scenarios' names: their folders relative to the root, in order. */
  public List<String> names() {
    return folders.stream().map(this::nameOf).toList();
  }

  /** One test per scenario, named after its folder. */
  public Stream<DynamicTest> tests(ScenarioSubject subject) {
    return folders.stream()
        .map(
            folder ->
                DynamicTest.dynamicTest(
                    nameOf(folder), folder.toUri(), () -> verify(folder, subject)));
  }

  private void verify(Path folder, ScenarioSubject subject) throws Exception {
    Scenario scenario = Scenario.load(nameOf(folder), folder);
    Outcome outcome = subject.run(scenario);
    scenario.assertEverythingWasRead();
    OutFiles files = new OutFiles(folder);
    if (update) {
      files.rewrite(outcome.documents());
    } else {
      files.assertEqualTo(outcome.documents());
    }
  }

  private String nameOf(Path folder) {
    return folder.equals(root)
        ? String.valueOf(root.getFileName())
        : root.relativize(folder).toString();
  }
}
