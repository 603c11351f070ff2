package dev.nestling.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.api.generated.Checkout;
import dev.nestling.api.generated.SchemaNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

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

  @Test
  void everyFieldHasADescription() {
    var missing = new ArrayList<String>();
    walk(
        "",
        SchemaNode.ofLightCluster(),
        (path, node) -> {
          if (!path.endsWith("[]") && node.text("description").isEmpty()) {
            missing.add(path);
          }
        });
    assertThat(missing).isEmpty();
  }

  @Test
  void everyListAndTextOfTheSpecIsBounded() {
    var unbounded = new ArrayList<String>();
    walk(
        "spec",
        SchemaNode.ofLightCluster().property("spec"),
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

  @Test
  void everyRuleSaysWhichFieldItIsAbout() {
    var known = new TreeSet<>(Set.of("metadata.name"));
    walk("", SchemaNode.ofLightCluster().property("spec"), (path, node) -> known.add(plain(path)));
    var silent = new ArrayList<String>();
    walk(
        "",
        SchemaNode.ofLightCluster(),
        (path, node) ->
            node.rules().stream()
                .map(rule -> String.valueOf(rule.get("message")))
                .filter(message -> !known.contains(message.split("[ :]", 2)[0]))
                .forEach(silent::add));
    assertThat(silent).isEmpty();
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
