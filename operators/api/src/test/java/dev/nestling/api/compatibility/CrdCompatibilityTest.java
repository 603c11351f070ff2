package dev.nestling.api.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.api.generated.Checkout;
import dev.nestling.api.generated.KindUnderTest;
import dev.nestling.api.generated.SchemaNode;
import dev.nestling.api.generated.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The CRDs take every object that a released version took. */
class CrdCompatibilityTest {
  private static final Pattern SEPARATOR = Pattern.compile("(?m)^---\\s*$");
  private static final Pattern DEFINITION = Pattern.compile("(?m)^kind: CustomResourceDefinition$");
  private static final Pattern NAME = Pattern.compile("(?m)^  name: (\\S+)$");

  @TestFactory
  Stream<DynamicTest> currentCrdTakesWhatReleasedOnesTook() throws IOException {
    try (var releases = Files.list(Checkout.path("releases"))) {
      return releases.filter(Files::isDirectory).sorted().toList().stream()
          .flatMap(CrdCompatibilityTest::definitions)
          .map(
              definition ->
                  DynamicTest.dynamicTest(
                      definition.release() + " " + definition.name(),
                      () -> compareWithCurrent(definition)));
    }
  }

  /** A definition that a release installed. */
  private record Released(String release, String name, String text) {}

  private static Stream<Released> definitions(Path release) {
    List<Released> found =
        SEPARATOR
            .splitAsStream(Checkout.text(release.resolve("install.yaml")))
            .filter(text -> DEFINITION.matcher(text).find())
            .map(
                text -> {
                  Matcher name = NAME.matcher(text);
                  assertThat(name.find()).isTrue();
                  return new Released(release.getFileName().toString(), name.group(1), text);
                })
            .toList();
    assertThat(found).as("definitions of %s", release).isNotEmpty();
    return found.stream();
  }

  private static void compareWithCurrent(Released released) {
    Path current = Checkout.path("crds").resolve(released.name() + ".yaml");
    assertThat(current).as("the CRD of a released kind").exists();
    Map<String, SchemaNode> served = SchemaNode.servedBy(Yaml.parse(Checkout.text(current)));
    SchemaNode.servedBy(Yaml.parse(released.text()))
        .forEach(
            (version, schema) -> {
              assertThat(served).as("versions that are served").containsKey(version);
              assertThat(
                      Incompatibilities.between(
                          schema, Objects.requireNonNull(served.get(version))))
                  .isEmpty();
            });
  }

  @ParameterizedTest
  @MethodSource("dev.nestling.api.generated.KindUnderTest#all")
  void aCrdIsCompatibleWithItself(KindUnderTest kind) {
    SchemaNode schema = kind.schema();
    assertThat(Incompatibilities.between(schema, schema)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {properties: {a: {type: string}}}  | {properties: {}}                          | .a is gone
          {properties: {a: {type: string}}}  | {properties: {a: {type: integer}}}        | .a: type was 'string' and is 'integer' now
          {properties: {a: {}}}              | {properties: {a: {}}, required: [a]}      | .a is required now
          {properties: {}}                   | {properties: {b: {}}, required: [b]}      | .b is required now
          {enum: [x, y]}                     | {enum: [x]}                               | : value y is gone
          {type: string}                     | {type: string, enum: [x]}                 |  takes only listed values now
          {maxLength: 9}                     | {maxLength: 8}                            | : maxLength is tighter now: 8
          {type: array}                      | {type: array, maxItems: 8}                | : maxItems is tighter now: 8
          {minimum: 1}                       | {minimum: 2}                              | : minimum is tighter now: 2
          {type: string}                     | {type: string, pattern: x}                | : pattern was '' and is 'x' now
          {items: {type: string}}            | {items: {type: integer}}                  | []: type was 'string' and is 'integer' now
          {additionalProperties: {maxLength: 2}} | {additionalProperties: {maxLength: 1}} | {}: maxLength is tighter now: 1
          {x-kubernetes-list-type: set}      | {x-kubernetes-list-type: atomic}          | : x-kubernetes-list-type was 'set' and is 'atomic' now
          {default: a}                       | {default: b}                              | : default was 'a' and is 'b' now
          """)
  void findsAPlantedIncompatibility(String released, String current, String finding) {
    assertThat(Incompatibilities.between(node(released), node(current)))
        .singleElement()
        .asString()
        .isEqualToIgnoringWhitespace(finding);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {properties: {}}           | {properties: {a: {type: string}}}
          {enum: [x]}                | {enum: [x, y]}
          {maxLength: 8, minimum: 2} | {maxLength: 9, minimum: 1}
          {maxItems: 8}              | {type: ''}
          {required: [a]}            | {required: []}
          {properties: {}}           | {properties: {b: {default: 1}}, required: [b]}
          """)
  void letsWhatIsWiderPass(String released, String current) {
    assertThat(Incompatibilities.between(node(released), node(current))).isEqualTo(List.of());
  }

  private static SchemaNode node(String yaml) {
    return new SchemaNode(Yaml.parse(yaml));
  }
}
