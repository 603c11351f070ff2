package dev.nestling.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/**
 * Who may do what, as flat lines: {@code cluster-operator everywhere: get apps/deployments}. Two
 * installations that give the same lines grant the same, however their roles are cut.
 */
final class Grants {
  private static final List<String> EVERY_NAME = List.of("");

  private final Set<String> lines = new TreeSet<>();

  /** What the bindings among some objects grant, and what their unbound roles would. */
  static Grants of(List<Manifest> objects) {
    Grants grants = new Grants();
    grants.bound(objects, "ClusterRoleBinding", "everywhere");
    grants.bound(objects, "RoleBinding", "beside itself");
    Set<String> bound = new TreeSet<>();
    objects.stream()
        .filter(object -> object.kind().equals("ClusterRoleBinding"))
        .forEach(binding -> bound.add(binding.object().at("/roleRef/name").asText()));
    objects.stream()
        .filter(object -> object.kind().equals("ClusterRole") && !bound.contains(object.name()))
        .forEach(grants::unbound);
    return grants;
  }

  void add(String who, String where, JsonNode rules) {
    for (JsonNode rule : rules) {
      for (JsonNode group : rule.path("apiGroups")) {
        for (JsonNode resource : rule.path("resources")) {
          for (JsonNode verb : rule.path("verbs")) {
            for (String name : names(rule)) {
              lines.add(
                  "%s %s: %s %s/%s %s"
                      .formatted(who, where, verb.asText(), group.asText(), resource.asText(), name)
                      .strip());
            }
          }
        }
      }
    }
  }

  Set<String> lines() {
    return lines;
  }

  private void unbound(Manifest role) {
    add("whoever has " + role.name(), role.object().at("/metadata/labels").toString(), rules(role));
    if (role.object().has("aggregationRule")) {
      lines.add(role.name() + " is made of " + role.object().path("aggregationRule"));
    }
  }

  private void bound(List<Manifest> objects, String bindings, String where) {
    for (Manifest binding : objects) {
      if (!binding.kind().equals(bindings)) {
        continue;
      }
      JsonNode reference = binding.object().path("roleRef");
      Manifest role =
          objects.stream()
              .filter(it -> it.kind().equals(reference.path("kind").asText()))
              .filter(it -> it.name().equals(reference.path("name").asText()))
              .findFirst()
              .orElseThrow(() -> new AssertionError(binding.name() + " binds nothing"));
      for (JsonNode subject : binding.object().path("subjects")) {
        add(subject.path("name").asText(), where, rules(role));
      }
    }
  }

  private static JsonNode rules(Manifest role) {
    return role.object().path("rules");
  }

  private static List<String> names(JsonNode rule) {
    if (!rule.has("resourceNames")) {
      return EVERY_NAME;
    }
    return StreamSupport.stream(rule.path("resourceNames").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }
}
