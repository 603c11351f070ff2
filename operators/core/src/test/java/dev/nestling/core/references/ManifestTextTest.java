package dev.nestling.core.references;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTextTest {
  private static List<GenericKubernetesResource> objects(String text) {
    assertThat(ManifestText.parse(text)).isInstanceOf(ManifestText.Parsed.class);
    return ((ManifestText.Parsed) ManifestText.parse(text)).objects();
  }

  private static List<String> names(String text) {
    return objects(text).stream().map(object -> object.getMetadata().getName()).toList();
  }

  @Test
  void documentsKeepTheirOrderAndEmptyOnesAreNone() {
    assertThat(
            names(
                """
                # only a comment
                ---
                {apiVersion: v1, kind: Namespace, metadata: {name: b}}
                ---
                ---
                apiVersion: v1
                kind: List
                items:
                - {apiVersion: v1, kind: Namespace, metadata: {name: c}}
                - {apiVersion: v1, kind: Namespace, metadata: {name: a}}
                """))
        .containsExactly("b", "c", "a");
    assertThat(names("")).isEmpty();
  }

  /** YAML 1.2 would read some of these as something else. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "0644, 420",
        "'0644', 0644",
        "yes, true",
        "off, false",
        "'yes', yes",
        "0x10, 16",
        "10, 10",
        "2026-01-01, 2026-01-01",
        "~, null"
      })
  void scalarsAreReadAsKubectlReadsThem(String written, String read) {
    Map<String, Object> fields =
        objects("{apiVersion: v1, kind: X, metadata: {name: a}, field: %s}".formatted(written))
            .getFirst()
            .getAdditionalProperties();

    assertThat(String.valueOf(fields.get("field"))).isEqualTo(read);
  }

  @Test
  void mergedMapsAreMerged() {
    assertThat(
            objects(
                    """
                    apiVersion: v1
                    kind: X
                    metadata: {name: a}
                    base: &base {a: 1}
                    more: {<<: *base, b: 2}
                    """)
                .getFirst()
                .getAdditionalProperties())
        .containsEntry("more", Map.of("a", 1, "b", 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{kind: X, metadata: {name: a}} | document 1 | it has no apiVersion",
        "{apiVersion: v1, metadata: {name: a}} | document 1 | it has no kind",
        "{apiVersion: v1, kind: X} | document 1 | it has no metadata",
        "{apiVersion: v1, kind: X, metadata: {generateName: a}} | document 1 | it has no"
            + " metadata.name",
        "{apiVersion: v1, kind: X, metadata: {name: 1}} | document 1 | it has no metadata.name",
        "{apiVersion: v1, kind: X, metadata: {name: a, labels: [1]}} | document 1 | its metadata is"
            + " not that of an object",
        "word | document 1 | it is no object",
        "a: b: c | line 1, column 5 | mapping values are not allowed here",
        "{password: a, password: b} | line 1, column 15 | found duplicate key password",
      })
  void saysWhereAndWhatIsWrong(String text, String where, String what) {
    assertThat(ManifestText.parse(text))
        .isInstanceOfSatisfying(
            ManifestText.Malformed.class,
            malformed -> {
              assertThat(malformed.where()).isEqualTo(where);
              assertThat(malformed.what()).isEqualTo(what);
              assertThat(malformed.unquoted()).doesNotContain("password");
            });
  }

  @Test
  void isNotBroughtDownByDepthOrAliases() {
    assertThat(ManifestText.parse("[".repeat(200_000))).isInstanceOf(ManifestText.Malformed.class);
    String bomb =
        "a: &a [x]\nb: &b [%s]\nc: [%s]\n"
            .formatted("*a, *a, *a, *a, *a, *a", "*b, *b, *b, *b, *b, *b");
    assertThat(ManifestText.parse(bomb)).isInstanceOf(ManifestText.Malformed.class);
  }
}
