package dev.nestling.api.generated;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The reference page of a kind: every field with type, default and description, from the CRD. */
final class ReferencePage {
  /** Members whose own members are Kubernetes', described in its reference. */
  private static final Set<String> OF_KUBERNETES =
      Set.of("affinity", "tolerations", "topologySpreadConstraints");

  private static final String NOT_YET =
      "This kind is being built: it is not part of an installation yet.";

  private final StringBuilder text = new StringBuilder();

  private ReferencePage() {}

  /** The page of a kind in Markdown. */
  static String of(KindUnderTest kind, Map<String, Object> crd) {
    var page = new ReferencePage();
    SchemaNode root = SchemaNode.ofCrd(crd);
    page.text
        .append(
            "<!-- Generated from operators/api by `make generate`; edit the types instead. -->\n")
        .append("# %s\n\n".formatted(kind.name()))
        .append(
            "`nestling.dev/v1alpha1`, namespaced, short name `%s`. ".formatted(kind.shortName()))
        .append(root.text("description"))
        .append(kind.installed() ? "" : "\n\n" + NOT_YET)
        .append("\n\nDefaults are filled in when an object is stored. ")
        .append("What one object can show wrong is refused with the rules below each table.\n");
    page.rules(root);
    page.section("spec", root.property("spec"));
    page.section("status", root.property("status"));
    if (kind.installed()) {
      page.text.append(ConditionsTable.text(kind));
    }
    return page.text.toString();
  }

  private void section(String path, SchemaNode node) {
    text.append("\n## ")
        .append(path)
        .append("\n\n")
        .append(node.text("description"))
        .append("\n\n");
    text.append("| field | type | default | description |\n|---|---|---|---|\n");
    node.properties().forEach((name, member) -> row(node, name, member));
    rules(node);
    for (var member : node.properties().entrySet()) {
      String at = path + "." + member.getKey();
      SchemaNode nested = member.getValue().items().orElse(member.getValue());
      if (!nested.properties().isEmpty() && !OF_KUBERNETES.contains(member.getKey())) {
        section(nested.equals(member.getValue()) ? at : at + "[]", nested);
      }
    }
  }

  private void row(SchemaNode owner, String name, SchemaNode member) {
    String required = owner.list("required").contains(name) ? " (required)" : "";
    text.append(
        "| `%s`%s | %s | %s | %s |\n"
            .formatted(name, required, type(member), byDefault(member), description(name, member)));
  }

  private static String description(String name, SchemaNode member) {
    String more =
        OF_KUBERNETES.contains(name) ? " Members: see Kubernetes' core/v1 reference." : "";
    return (member.text("description") + more).replace("|", "\\|");
  }

  private static String byDefault(SchemaNode member) {
    if (!member.properties().isEmpty()) {
      return "";
    }
    return member.keyword("default").map(value -> "`" + value + "`").orElse("");
  }

  private static String type(SchemaNode member) {
    if (member.keyword("x-kubernetes-int-or-string").isPresent()) {
      return "quantity";
    }
    List<String> values = member.list("enum");
    if (!values.isEmpty()) {
      return String.join(", ", values.stream().map(value -> "`" + value + "`").toList());
    }
    if (member.items().isPresent()) {
      return "list of " + type(member.items().get());
    }
    return member.values().map(value -> "map of " + type(value)).orElse(member.text("type"));
  }

  private void rules(SchemaNode node) {
    var messages = new ArrayList<String>();
    node.rules().forEach(rule -> messages.add(String.valueOf(rule.get("message"))));
    if (!messages.isEmpty()) {
      text.append("\nRules:\n\n");
      messages.forEach(
          message -> text.append("- ").append(message.replace("*", "\\*")).append('\n'));
    }
  }
}
