package dev.nestling.test.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.test.testbed.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the API refuses, with the words it finds for it, and what it takes. */
@Tag("api")
@ExtendWith(ManagementApi.class)
class CelValidationTest {
  private final LightClusterApi clusters;

  CelValidationTest(ManagementApi.Server server) {
    clusters = new LightClusterApi(server.client(), server.newNamespace("validation"));
  }

  @TestFactory
  Stream<DynamicTest> isRefusedWithTheseWords() {
    return Fixture.in("invalid").stream()
        .map(
            fixture ->
                DynamicTest.dynamicTest(
                    fixture.name(),
                    () ->
                        assertThat(refusals(fixture)).isNotEmpty().isEqualTo(fixture.refusals())));
  }

  @TestFactory
  Stream<DynamicTest> isTaken() {
    return Fixture.in("valid").stream()
        .map(
            fixture ->
                DynamicTest.dynamicTest(
                    fixture.name(), () -> assertThat(refusals(fixture)).isEmpty()));
  }

  @Test
  void everyRuleHasAnObjectThatBreaksIt() throws IOException {
    String crd =
        Files.readString(Repository.find().root().resolve("crds/lightclusters.nestling.dev.yaml"));
    List<String> refusals =
        Fixture.in("invalid").stream().flatMap(fixture -> fixture.refusals().stream()).toList();
    List<Pattern> messages = messages(LightClusterApi.parsed(crd));
    assertThat(messages).isNotEmpty();
    assertThat(messages)
        .allSatisfy(message -> assertThat(refusals).anyMatch(line -> message.matcher(line).find()));
  }

  private List<String> refusals(Fixture fixture) {
    if (fixture.documents().size() == 1) {
      return clusters.refusalsOfCreating(fixture.documents().getFirst());
    }
    Map<String, Object> stored = clusters.create(fixture.documents().getFirst());
    try {
      return clusters.refusalsOfReplacing(stored, fixture.documents().get(1));
    } finally {
      clusters.delete(stored);
    }
  }

  /** The end of a line that each rule's refusal must have; a computed part is anything. */
  private static List<Pattern> messages(@Nullable Object schema) {
    var found = new ArrayList<Pattern>();
    if (schema instanceof Map<?, ?> map) {
      if (map.get("rule") instanceof String) {
        found.add(message(map));
      }
      map.values().forEach(value -> found.addAll(messages(value)));
    } else if (schema instanceof List<?> list) {
      list.forEach(value -> found.addAll(messages(value)));
    }
    return found;
  }

  private static Pattern message(Map<?, ?> rule) {
    if (rule.get("messageExpression") instanceof String expression) {
      String[] parts = expression.substring(1, expression.length() - 1).split("' [+].*[+] '", -1);
      return Pattern.compile(
          String.join(".+", Stream.of(parts).map(Pattern::quote).toList()) + "$");
    }
    return Pattern.compile(": " + Pattern.quote(String.valueOf(rule.get("message"))) + "$");
  }
}
