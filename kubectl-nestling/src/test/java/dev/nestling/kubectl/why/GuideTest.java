package dev.nestling.kubectl.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.kubectl.picture.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GuideTest {
  private static final Pattern REASON = Pattern.compile("`([A-Z][A-Za-z0-9]+)`");

  private final Guide guide = Guide.load();

  @Test
  void everyRowOfTheGuideIsUnderstood() throws IOException {
    String conditions = "| condition |";
    List<String> rows =
        Arrays.stream(Files.readString(Path.of("../docs/guides/troubleshooting.md")).split("\n\n"))
            .filter(paragraph -> !paragraph.startsWith(conditions))
            .flatMap(String::lines)
            .filter(line -> line.startsWith("| `"))
            .toList();

    assertThat(rows).hasSizeGreaterThan(100);
    assertThat(guide.rows()).hasSameSizeAs(rows);
    for (String row : rows) {
      String cell = row.split("\\|")[1].replaceFirst("\\s+of\\s+.*", "");
      assertThat(REASON.matcher(cell).results().map((MatchResult it) -> it.group(1)))
          .isNotEmpty()
          .allMatch(guide::knows);
    }
    assertThat(guide.rows())
        .allSatisfy(
            row -> {
              assertThat(row.meaning()).isNotBlank();
              assertThat(row.action()).isNotBlank().doesNotContain("](");
            });
  }

  @Test
  void aReasonOfSeveralConditionsHasTheRowOfItsOwn() {
    assertThat(action("NotAnswering", "AddonsReady", Kind.FULL_CLUSTER)).isEqualTo("see Ready");
    assertThat(action("NotAnswering", "Ready", Kind.LIGHT_CLUSTER)).contains("network policy");
    assertThat(action("Refused", "Ready", Kind.NODE_POOL)).contains("admission webhook");
    assertThat(action("NoRoom", "Placed", Kind.LIGHT_CLUSTER)).contains("ask for less");
  }

  @Test
  void theSameMeansWhatIsAbove() {
    assertThat(action("GrantTooSmall", "Placed", Kind.LIGHT_CLUSTER))
        .isEqualTo(action("NoRoom", "Placed", Kind.LIGHT_CLUSTER));
  }

  private String action(String reason, String type, Kind kind) {
    return guide.row(reason, type, kind).orElseThrow().action().replace("`", "");
  }
}
