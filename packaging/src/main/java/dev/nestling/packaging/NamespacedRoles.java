package dev.nestling.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What an operator may do that looks at some namespaces alone: in each of them what it may do
 * elsewhere everywhere or where it has bound its role, and nothing outside of them but reading what
 * is in no namespace. It binds nothing.
 */
final class NamespacedRoles {
  /** Resources of no namespace that operators ask for. */
  private static final Set<String> OUTSIDE =
      Set.of("nodes", "namespaces", "servicecidrs", "storageclasses", "priorityclasses");

  /** What an operator of all namespaces binds its role with. */
  private static final Set<String> BINDING = Set.of("rolebindings", "clusterroles");

  private static final Set<String> READING = Set.of("get", "list", "watch");

  private final Permissions permissions;

  NamespacedRoles(Permissions permissions) {
    this.permissions = permissions;
  }

  /** The rules in a namespace that it looks at. */
  ArrayNode inNamespace(String account) {
    ArrayNode rules = Yaml.MAPPER.createArrayNode();
    stream(permissions.everywhere(account))
        .filter(rule -> !names(rule, OUTSIDE) && !names(rule, BINDING))
        .forEach(rules::add);
    permissions.whereBound(account).forEach(rules::add);
    return rules;
  }

  /**
   * The rules for what is in no namespace; without them some of what a spec says is not checked.
   */
  ArrayNode outside(String account) {
    ArrayNode rules = Yaml.MAPPER.createArrayNode();
    stream(permissions.everywhere(account))
        .filter(rule -> names(rule, OUTSIDE))
        .map(NamespacedRoles::reading)
        .forEach(rules::add);
    return rules;
  }

  private static ObjectNode reading(JsonNode rule) {
    ObjectNode copy = rule.deepCopy();
    ArrayNode verbs = copy.putArray("verbs");
    stream(rule.path("verbs")).filter(verb -> READING.contains(verb.asText())).forEach(verbs::add);
    return copy;
  }

  private static boolean names(JsonNode rule, Set<String> resources) {
    return stream(rule.path("resources")).anyMatch(it -> resources.contains(it.asText()));
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** A template of Helm's, with an operator's roles and their bindings. */
  String template(String account) {
    return """
        {{- if and .Values.%2$s.enabled .Values.namespaces }}
        {{- if has .Release.Namespace .Values.namespaces }}
        {{- fail (printf "namespaces: %%s is the release's own namespace; whoever may run pods there could take the operators' rights in the others, so give the release one of its own" .Release.Namespace) }}
        {{- end }}
        {{- range .Values.namespaces }}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: nestling-%1$s-here
          namespace: {{ . | quote }}
          labels:
            {{- include "nestling.labels" "%1$s" | nindent 4 }}
        rules:
        %3$s---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: nestling-%1$s-here
          namespace: {{ . | quote }}
          labels:
            {{- include "nestling.labels" "%1$s" | nindent 4 }}
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: nestling-%1$s-here
        subjects:
        - kind: ServiceAccount
          name: %1$s
          namespace: {{ $.Release.Namespace }}
        {{- end }}
        {{- if .Values.clusterReads }}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: nestling-%1$s-reads-{{ .Release.Namespace }}
          labels:
            {{- include "nestling.labels" "%1$s" | nindent 4 }}
        rules:
        %4$s---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata:
          name: nestling-%1$s-reads-{{ .Release.Namespace }}
          labels:
            {{- include "nestling.labels" "%1$s" | nindent 4 }}
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: ClusterRole
          name: nestling-%1$s-reads-{{ .Release.Namespace }}
        subjects:
        - kind: ServiceAccount
          name: %1$s
          namespace: {{ .Release.Namespace }}
        {{- end }}
        {{- end }}
        """
        .formatted(
            account,
            HelmChart.value(account),
            Yaml.write(inNamespace(account)),
            Yaml.write(outside(account)));
  }
}
