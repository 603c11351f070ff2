package dev.nestling.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.api.generated.Checkout;
import dev.nestling.api.generated.KindUnderTest;
import dev.nestling.api.generated.SchemaNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every field of the CRD. */
class SchemaTest {
  /** Below these everything is Kubernetes' own. */
  private static final Set<String> OF_KUBERNETES =
      Set.of("affinity", "tolerations", "topologySpreadConstraints");

  private static void walk(String path, SchemaNode node, BiConsumer<String, SchemaNode> visitor) {
    visitor.accept(path, node);
    node.items().ifPresent(items -> walk(path + "[]", items, visitor));
    node.properties()
        .forEach(
            (name, member) -> {
              if (!OF_KUBERNETES.contains(name)) {
                walk(path + "." + name, member, visitor);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("dev.nestling.api.generated.KindUnderTest#all")
  void everyFieldHasADescription(KindUnderTest kind) {
    var missing = new ArrayList<String>();
    walk(
        "",
        kind.schema(),
        (path, node) -> {
          if (!path.endsWith("[]") && node.text("description").isEmpty()) {
            missing.add(path);
          }
        });
    assertThat(missing).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("dev.nestling.api.generated.KindUnderTest#all")
  void everyListAndTextOfTheSpecIsBounded(KindUnderTest kind) {
    var unbounded = new ArrayList<String>();
    walk(
        "spec",
        kind.schema().property("spec"),
        (path, node) -> {
          boolean text = node.text("type").equals("string") && node.list("enum").isEmpty();
          if ((node.text("type").equals("array") && node.keyword("maxItems").isEmpty())
              || (text && node.keyword("maxLength").isEmpty())
              || (node.values().isPresent() && node.keyword("maxProperties").isEmpty())) {
            unbounded.add(path);
          }
        });
    assertThat(unbounded).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("dev.nestling.api.generated.KindUnderTest#all")
  void everyRuleSaysWhichFieldItIsAbout(KindUnderTest kind) {
    var known = new TreeSet<>(Set.of("metadata.name"));
    walk(
        "",
        kind.schema().property("spec"),
        (path, node) -> endings(plain(path)).forEach(known::add));
    OF_KUBERNETES.forEach(name -> known.add("scheduling." + name));
    var silent = new ArrayList<String>();
    walk(
        "",
        kind.schema(),
        (path, node) ->
            node.rules().stream()
                .map(rule -> String.valueOf(rule.get("message")))
                .filter(message -> !known.contains(message.split("[ :]", 2)[0]))
                .forEach(silent::add));
    assertThat(silent).isEmpty();
  }

  /** A type that is used in several places speaks of its fields from itself inwards. */
  private static Stream<String> endings(String path) {
    List<String> names = List.of(path.split("[.]", -1));
    return IntStream.range(0, names.size())
        .mapToObj(start -> String.join(".", names.subList(start, names.size())));
  }

  private static String plain(String path) {
    return path.replaceFirst("^[.]", "");
  }

  @Test
  void refusedFlagsAreThoseThatTheServerRefuses() {
    String source = Checkout.text(Checkout.path("nestlet/internal/config/owned.go"));
    Assumptions.assumeFalse(source.isEmpty(), "the server's source is not in this checkout");
    List<String> shared = table(source, "loggingOwned");
    List<String> clients = table(source, "servedInProcess");
    assertThat(OwnedFlags.ofApiServer())
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(joined(shared, table(source, "apiServerOwned")));
    assertThat(OwnedFlags.ofControllerManager())
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            joined(shared, clients, table(source, "controllerManagerOwned")));
    assertThat(OwnedFlags.ofScheduler())
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            joined(shared, clients, table(source, "schedulerOwned")));
  }

  @ParameterizedTest
  @MethodSource("dev.nestling.api.generated.KindUnderTest#clusters")
  void flagsWithAFieldNameOneThatIsThere(KindUnderTest kind) {
    var paths = new TreeSet<String>();
    walk("", kind.schema().property("spec"), (path, node) -> paths.add(plain(path)));
    assertThat(OwnedFlags.typedOfApiServer()).hasSizeGreaterThan(1);
    assertThat(paths).containsAll(OwnedFlags.typedOfApiServer().values());
    assertThat(paths).containsAll(OwnedFlags.typedOfOthers().values());
    assertThat(OwnedFlags.typedOfApiServer()).doesNotContainKeys(array(OwnedFlags.ofApiServer()));
    assertThat(OwnedFlags.typedOfOthers())
        .doesNotContainKeys(array(OwnedFlags.ofControllerManager()))
        .doesNotContainKeys(array(OwnedFlags.ofScheduler()));
  }

  private static String[] array(List<String> names) {
    return names.toArray(String[]::new);
  }

  private static List<String> table(String source, String name) {
    String body = source.split("var " + name + " = ", 2)[1].split("\n}", 2)[0];
    Matcher entry = Pattern.compile("^\t\"([^\"]+)\":", Pattern.MULTILINE).matcher(body);
    return entry.results().map(result -> result.group(1)).toList();
  }

  @SafeVarargs
  private static List<String> joined(List<String>... lists) {
    return java.util.Arrays.stream(lists).flatMap(List::stream).toList();
  }
}
