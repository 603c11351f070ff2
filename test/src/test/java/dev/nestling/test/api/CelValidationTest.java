package dev.nestling.test.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.test.testbed.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API refuses, with the words it finds for it, and what it takes. */
@Tag("api")
@ExtendWith(ManagementApi.class)
class CelValidationTest {
  private final ClusterApi clusters;

  CelValidationTest(ManagementApi.Server server) {
    clusters = new ClusterApi(server.client(), server.newNamespace("validation"));
  }

  @TestFactory
  Stream<DynamicTest> isRefusedWithTheseWords() {
    return Fixture.in("invalid").stream()
        .map(
            fixture ->
                DynamicTest.dynamicTest(
                    fixture.name(),
                    () ->
                        assertThat(clusters.refusals(fixture))
                            .isNotEmpty()
                            .isEqualTo(fixture.refusals())));
  }

  @TestFactory
  Stream<DynamicTest> isTaken() {
    return Fixture.in("valid").stream()
        .map(
            fixture ->
                DynamicTest.dynamicTest(
                    fixture.name(), () -> assertThat(clusters.refusals(fixture)).isEmpty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lightclusters", "nodepools"})
  void everyRuleHasAnObjectThatBreaksIt(String kind) throws IOException {
    String crd =
        Files.readString(Repository.find().root().resolve("crds/" + kind + ".nestling.dev.yaml"));
    List<String> refusals =
        Fixture.in("invalid").stream().flatMap(fixture -> fixture.refusals().stream()).toList();
    List<Rule> rules = Rule.of(ClusterApi.parsed(crd));
    assertThat(rules).isNotEmpty();
    assertThat(rules)
        .allSatisfy(
            rule -> assertThat(refusals).anyMatch(line -> rule.words().matcher(line).find()));
  }
}
