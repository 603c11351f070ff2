package dev.nestling.packaging;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.stream.Stream;

/** Which rules of {@code config/rbac} are bound to which service account, and where. */
final class Permissions {
  private final Project project;

  Permissions(Project project) {
    this.project = project;
  }

  /** Names of the service accounts. */
  List<String> accounts() {
    return project.ofKind("ServiceAccount").stream().map(Manifest::name).toList();
  }

  /** The rules that an account has everywhere. */
  ArrayNode everywhere(String account) {
    return rules(
        project.ofKind("ClusterRoleBinding").stream()
            .filter(binding -> subjects(binding).anyMatch(name -> name.equals(account)))
            .map(binding -> binding.object().path("roleRef").path("name").asText()));
  }

  /** The rules that an account has in the namespaces where it has bound its role. */
  ArrayNode whereBound(String account) {
    return rules(Stream.of("nestling-" + account + "-namespaced"));
  }

  private ArrayNode rules(Stream<String> roles) {
    ArrayNode rules = Yaml.MAPPER.createArrayNode();
    roles
        .flatMap(
            name -> project.ofKind("ClusterRole").stream().filter(it -> it.name().equals(name)))
        .forEach(role -> role.object().path("rules").forEach(rules::add));
    return rules;
  }

  /** Whether a ClusterRole is what an operator has everywhere, as its name says. */
  static boolean isOfOperator(Manifest role) {
    return role.operator().map(name -> role.name().equals("nestling-" + name)).orElse(false);
  }

  private static Stream<String> subjects(Manifest binding) {
    return binding.object().path("subjects").findValuesAsText("name").stream();
  }
}
