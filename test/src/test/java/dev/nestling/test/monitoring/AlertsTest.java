package dev.nestling.test.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each alert is right, proved, and explained to whom it wakes. */
class AlertsTest {
  private static final String RUNBOOK = "https://nestling.dev/docs/guides/alerts#";
  private static final Pattern SECTION = Pattern.compile("^## (\\S+)$", Pattern.MULTILINE);

  @Test
  void promtoolTakesTheRulesAndTheirTestsPass(@TempDir Path folder) throws IOException {
    List<Path> tests = Monitoring.unpack(folder);
    assertThat(tests).isNotEmpty();
    Promtool.run("check", "rules", folder.resolve("rules.yaml").toString());
    Promtool.run(
        Stream.concat(Stream.of("test", "rules"), tests.stream().map(Path::toString))
            .toArray(String[]::new));
  }

  @Test
  void eachAlertHasATestInWhichItFiresAndOneInWhichItDoesNot() {
    List<JsonNode> questions =
        Monitoring.tests().stream()
            .flatMap(file -> Monitoring.yaml(file).stream())
            .flatMap(file -> file.path("tests").valueStream())
            .flatMap(test -> test.path("alert_rule_test").valueStream())
            .toList();
    assertThat(asked(questions, false)).as("fires").isEqualTo(names());
    assertThat(asked(questions, true)).as("does not fire").isEqualTo(names());
  }

  private static Set<String> asked(List<JsonNode> questions, boolean silent) {
    return questions.stream()
        .filter(question -> question.path("exp_alerts").isEmpty() == silent)
        .map(question -> question.path("alertname").asText())
        .collect(Collectors.toSet());
  }

  private static Set<String> names() {
    return Monitoring.alerts().stream().map(Monitoring.Alert::name).collect(Collectors.toSet());
  }

  @Test
  void eachAlertSaysHowUrgentItIsAndWhereToRead() {
    assertThat(Monitoring.alerts())
        .hasSizeGreaterThan(10)
        .allSatisfy(
            alert -> {
              assertThat(alert.name()).startsWith("Nestling");
              assertThat(alert.labels().path("severity").asText()).isIn("critical", "warning");
              assertThat(alert.annotations().path("summary").asText()).isNotBlank();
              assertThat(alert.annotations().path("description").asText()).isNotBlank();
              assertThat(alert.annotations().path("runbook_url").asText())
                  .isEqualTo(RUNBOOK + alert.name().toLowerCase(Locale.ROOT));
            });
    // The same alert for each operator is one alert with a label; anything else is a mistake.
    assertThat(Monitoring.alerts())
        .extracting(alert -> alert.name() + alert.labels())
        .doesNotHaveDuplicates();
  }

  @Test
  void theGuideHasASectionForEachAlertAndForNoOther() throws IOException {
    String guide = Files.readString(Monitoring.root().resolve("docs/guides/alerts.md"));
    assertThat(SECTION.matcher(guide).results().map(found -> found.group(1)))
        .containsExactlyInAnyOrderElementsOf(names());
    assertThat(guide.split("\n## ", -1))
        .allSatisfy(
            section -> {
              if (section.startsWith("Nestling")) {
                assertThat(section)
                    .containsSubsequence(
                        "**Meaning.**", "**Impact.**", "**How to look.**", "**What to do.**");
              }
            });
  }
}
