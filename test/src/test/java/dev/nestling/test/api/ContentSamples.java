package dev.nestling.test.api;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a nested cluster's content is made of.
 *
 * @param namespace of all that is in one
 */
record ContentSamples(String namespace) {
  static final String WIDGETS = "example.nestling.dev/v1";
  private static final int LONG = 400_000;

  /** Models, things that only the API knows, with and without a namespace. */
  List<HasMetadata> mixed() {
    return Stream.of(
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: agent, namespace: %1$s}
            """,
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings, namespace: %1$s}
            data: {key: value}
            """,
            """
            apiVersion: v1
            kind: Service
            metadata: {name: dns, namespace: %1$s}
            spec: {selector: {app: dns}, ports: [{port: 53, protocol: UDP, targetPort: dns}]}
            """,
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: token, namespace: %1$s}
            stringData: {token: abc}
            """,
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: "%1$s:reader"}
            rules: [{apiGroups: [""], resources: [nodes], verbs: [get]}]
            """,
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: "%1$s:reader"}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "%1$s:reader"}
            subjects: [{kind: ServiceAccount, name: agent, namespace: %1$s}]
            """,
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: dns, namespace: %1$s}
            spec:
              replicas: 0
              selector: {matchLabels: {app: dns}}
              template:
                metadata: {labels: {app: dns}}
                spec:
                  serviceAccountName: agent
                  containers: [{name: dns, image: dns, resources: {limits: {memory: 170Mi, cpu: 1}}}]
            """)
        .map(text -> yaml(text.formatted(namespace)))
        .toList();
  }

  static HasMetadata yaml(String text) {
    return (HasMetadata) Serialization.<Object>unmarshal(text);
  }

  HasMetadata home() {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(namespace + "-own")
        .endMetadata()
        .build();
  }

  ConfigMap configMap(String name) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .endMetadata()
        .withData(Map.of("key", "value"))
        .build();
  }

  /** Which no model knows. */
  GenericKubernetesResource generic(String apiVersion, String kind, String name) {
    var object = new GenericKubernetesResource();
    object.setApiVersion(apiVersion);
    object.setKind(kind);
    object.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace(namespace).build());
    return object;
  }

  GenericKubernetesResource widget() {
    GenericKubernetesResource widget = generic(WIDGETS, "Widget", "w");
    widget.setAdditionalProperty("spec", Map.of("colour", "blue"));
    return widget;
  }

  /** As long as those of some operators are. */
  static HasMetadata definition() {
    return yaml(
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: widgets.example.nestling.dev}
        spec:
          group: example.nestling.dev
          scope: Namespaced
          names: {kind: Widget, plural: widgets}
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    description: %s
                    properties: {colour: {type: string}}
        """
            .formatted("x".repeat(LONG)));
  }
}
