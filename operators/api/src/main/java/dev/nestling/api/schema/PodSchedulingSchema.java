package dev.nestling.api.schema;

import static java.util.Objects.requireNonNull;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;

/**
 * Bounds for the members that Kubernetes' own types bring along. The numbers matter: a value beyond
 * a Java int in one stored object would make the whole list of clusters unreadable.
 */
public final class PodSchedulingSchema implements SchemaCustomizer.Customizer {
  private static final double INT_MAX = Integer.MAX_VALUE;
  private static final long LIST_MAX = 32;

  @Override
  public JSONSchemaProps apply(
      JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
    Map<String, JSONSchemaProps> members = schema.getProperties();
    members.values().forEach(PodSchedulingSchema::bound);
    requireNonNull(members.get("nodeSelector")).setMaxProperties(LIST_MAX);
    requireNonNull(members.get("tolerations")).setMaxItems(LIST_MAX);
    requireNonNull(members.get("topologySpreadConstraints")).setMaxItems(8L);
    return schema;
  }

  private static void bound(JSONSchemaProps schema) {
    if ("integer".equals(schema.getType())) {
      schema.setMinimum(0.0);
      schema.setMaximum(INT_MAX);
    }
    if ("array".equals(schema.getType())) {
      schema.setXKubernetesListType("atomic");
      bound(schema.getItems().getSchema());
    }
    if (schema.getProperties() != null) {
      schema.getProperties().values().forEach(PodSchedulingSchema::bound);
    }
  }
}
