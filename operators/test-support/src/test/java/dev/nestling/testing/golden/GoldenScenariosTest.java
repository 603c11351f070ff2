package dev.nestling.testing.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenScenariosTest {
  private static final ScenarioSubject COPY =
      scenario -> {
        ConfigMap input = scenario.one(ConfigMap.class);
        ConfigMap copy =
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("copy")
                .endMetadata()
                .withData(input.getData())
                .addToData("at", scenario.clock().instant().toString())
                .build();
        return Outcome.of(List.of(copy), List.of(Map.of("type", "Copied", "status", "True")));
      };

  @TempDir Path root;

  @BeforeEach
  void oneScenario() throws IOException {
    write(
        "first/in-config.yaml",
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: original
        data:
          text: |
            two
            lines
          number: "7"
        """);
    write(
        "first/out-ConfigMap-copy.yaml",
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: copy
        data:
          at: '2026-01-01T00:00:00Z'
          number: '7'
          text: |
            two
            lines
        """);
    write("first/out-conditions.yaml", "- status: 'True'\n  type: Copied\n");
  }

  @Test
  void equalTextPasses() {
    assertThatCode(() -> run(COPY)).doesNotThrowAnyException();
  }

  @Test
  void aDifferenceIsShownAsDiff() throws IOException {
    write("first/out-conditions.yaml", "- status: 'False'\n  type: Copied\n");
    assertThatThrownBy(() -> run(COPY))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll(
            "out-conditions.yaml (expected)", "-- status: 'False'", "+- status: 'True'");
  }

  @Test
  void anOutFileThatNobodyWritesFails() throws IOException {
    write("first/out-Secret-gone.yaml", "kind: Secret\n");
    assertThatThrownBy(() -> run(COPY)).hasMessageContaining("out-Secret-gone.yaml was expected");
  }

  @Test
  void anObjectThatNobodyExpectsFails() throws IOException {
    Files.delete(root.resolve("first/out-ConfigMap-copy.yaml"));
    assertThatThrownBy(() -> run(COPY))
        .hasMessageContainingAll("out-ConfigMap-copy.yaml was not expected", "name: copy");
  }

  @Test
  void anInputThatNobodyReadsFails() throws IOException {
    write("first/in-secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n");
    assertThatThrownBy(() -> run(COPY)).hasMessageContaining("nobody read [in-secret.yaml]");
  }

  @Test
  void aStrayFileFails() throws IOException {
    write("first/notes.txt", "hello");
    assertThatThrownBy(() -> run(COPY)).hasMessageContaining("notes.txt");
  }

  @Test
  void aMisspeltFieldFails() throws IOException {
    write(
        "first/in-config.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\nimmutible: true\n");
    assertThatThrownBy(() -> run(scenario -> Outcome.of(scenario.all(ConfigMap.class))))
        .isInstanceOf(AssertionError.class);
    write("first/in-config.yaml", "now: 2026-01-01T00:00:00Z\nhour: 3\n");
    assertThatThrownBy(
            () ->
                run(
                    scenario ->
                        Outcome.of(List.of())
                            .with("x", scenario.document("config", Config.class).orElseThrow())))
        .isInstanceOf(Throwable.class)
        .hasMessageContaining("hour");
  }

  private record Config(String now) {}

  @Test
  void theClockIsAnInput() throws IOException {
    write("first/in-clock.yaml", "now: 2027-05-05T05:05:05Z\n");
    assertThatThrownBy(() -> run(COPY)).hasMessageContaining("+  at: '2027-05-05T05:05:05Z'");
  }

  @Test
  void anUpdateWritesWhatPassesAfterwards() throws Throwable {
    write("first/out-conditions.yaml", "- wrong\n");
    write("first/out-Secret-gone.yaml", "kind: Secret\n");
    for (var test : GoldenScenarios.discover(root, true).tests(COPY).toList()) {
      test.getExecutable().execute();
    }
    assertThat(root.resolve("first/out-Secret-gone.yaml")).doesNotExist();
    assertThatCode(() -> run(COPY)).doesNotThrowAnyException();
  }

  @Test
  void twoObjectsOfOneNameAreRefused() {
    ConfigMap twin =
        new ConfigMapBuilder().withNewMetadata().withName("twin").endMetadata().build();
    assertThatThrownBy(() -> Outcome.of(List.of(twin, twin))).hasMessageContaining("twin");
  }

  @Test
  void objectsAreFoundByKindAndName() {
    ScenarioSubject subject =
        scenario -> {
          assertThat(scenario.find(ConfigMap.class, "original")).isPresent();
          assertThat(scenario.find(ConfigMap.class, "other")).isEmpty();
          assertThat(scenario.find(Secret.class)).isEmpty();
          return COPY.run(scenario);
        };
    assertThatCode(() -> run(subject)).doesNotThrowAnyException();
  }

  @Test
  void noScenarioAtAllIsAnError(@TempDir Path empty) {
    assertThatThrownBy(() -> GoldenScenarios.discover(empty)).hasMessageContaining("no scenario");
  }

  private void run(ScenarioSubject subject) throws Throwable {
    GoldenScenarios scenarios = GoldenScenarios.discover(root, false);
    assertThat(scenarios.names()).containsExactly("first");
    for (var test : scenarios.tests(subject).toList()) {
      test.getExecutable().execute();
    }
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
