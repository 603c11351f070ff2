package dev.nestling.api.schema;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives a field of Kubernetes' own type ResourceRequirements a schema that names the resources. Its
 * open maps can't have a default per resource: a user who sets a CPU limit alone would lose the
 * memory limit. The input is a {@link Component} as YAML.
 */
public final class ResourcesSchema implements SchemaCustomizer.Customizer {
  private static final int LONGEST_QUANTITY = 32;

  /**
   * What is particular to one program.
   *
   * @param path of the field from the customized type
   * @param pods whose resources they are, such as "the server's pod"
   * @param cpuRequest with default
   * @param memoryRequest with default
   * @param memoryLimit with default
   */
  record Component(
      String path, String pods, Amount cpuRequest, Amount memoryRequest, Amount memoryLimit) {}

  /**
   * A default and its grounds.
   *
   * @param is the default
   * @param because why
   * @param least the smallest that is taken, and why; absent when anything above 0 is
   */
  record Amount(String is, String because, @Nullable Least least) {}

  /** The smallest amount that is taken, and what speaks against less. */
  record Least(String is, String because) {}

  /** A resource by its name in the API and in CEL, the most that is taken, and an example. */
  private record Resource(String name, String cel, String most, String example) {}

  private static final Resource CPU = new Resource("cpu", "cpu", "10000", "50m");
  private static final Resource MEMORY = new Resource("memory", "memory", "64Ti", "256Mi");
  private static final Resource DISK =
      new Resource("ephemeral-storage", "ephemeral__dash__storage", "64Ti", "1Gi");

  @Override
  @SuppressWarnings("unchecked")
  public JSONSchemaProps apply(
      JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
    // Without the document mark a text that starts with a brace would be read as strict JSON.
    Component component = serialization.unmarshal("---\n" + input, Component.class);
    Map<String, Object> generated = serialization.convertValue(schema, Map.class);
    Map<String, Object> field = SchemaPath.find(generated, component.path());
    field.put("type", "object");
    field.put("default", Map.of());
    field.put(
        "properties",
        new TreeMap<>(Map.of("requests", requests(component), "limits", limits(component))));
    field.put("x-kubernetes-validations", relations(component));
    return serialization.convertValue(generated, JSONSchemaProps.class);
  }

  private static Map<String, Object> requests(Component component) {
    return amounts(
        "What " + component.pods() + " is promised, per resource.",
        "requests",
        Map.of(
            "cpu", withDefault("CPU in cores.", component.cpuRequest()),
            "memory", withDefault("Memory in bytes.", component.memoryRequest()),
            "ephemeral-storage", quantity("Space on the node's own disk in bytes. No default.")),
        List.of());
  }

  private static Map<String, Object> limits(Component component) {
    return amounts(
        "The most that " + component.pods() + " may use, per resource.",
        "limits",
        Map.of(
            "cpu",
            quantity("CPU in cores. No default: a limit slows the start down and protects nobody."),
            "memory",
            withDefault(
                "Memory in bytes; Go's own memory limit follows it.", component.memoryLimit()),
            "ephemeral-storage",
            quantity("Space on the node's own disk in bytes. No default.")),
        least(component.memoryLimit().least()));
  }

  private static Map<String, Object> amounts(
      String description,
      String of,
      Map<String, Map<String, Object>> members,
      List<Map<String, Object>> moreRules) {
    List<Map<String, Object>> rules = new ArrayList<>();
    for (Resource resource : List.of(CPU, MEMORY, DISK)) {
      rules.add(bounds(of, resource));
    }
    rules.addAll(moreRules);
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "object");
    schema.put("description", description);
    schema.put("default", Map.of());
    schema.put("properties", new TreeMap<>(members));
    schema.put("x-kubernetes-validations", rules);
    return schema;
  }

  private static Map<String, Object> withDefault(String description, Amount amount) {
    Least least = amount.least();
    String bound = least == null ? "" : " At least " + least.is() + ".";
    Map<String, Object> schema =
        quantity(description + bound + " Default " + amount.is() + ": " + amount.because() + ".");
    schema.put("default", amount.is());
    return schema;
  }

  private static Map<String, Object> quantity(String description) {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("description", description);
    schema.put("maxLength", LONGEST_QUANTITY);
    schema.put("x-kubernetes-int-or-string", true);
    schema.put("anyOf", List.of(Map.of("type", "integer"), Map.of("type", "string")));
    return schema;
  }

  private static Map<String, Object> bounds(String of, Resource resource) {
    String amount = "self." + resource.cel();
    return Map.of(
        "rule",
        "!has(%s) || (%s && %s.isGreaterThan(quantity('0')) && !%s.isGreaterThan(quantity('%s')))"
            .formatted(amount, isQuantity(amount), number(amount), number(amount), resource.most()),
        "message",
        "resources.%s.%s must be a quantity above 0 and at most %s, such as %s"
            .formatted(of, resource.name(), resource.most(), resource.example()));
  }

  private static List<Map<String, Object>> least(@Nullable Least least) {
    String amount = "self." + MEMORY.cel();
    return least == null
        ? List.of()
        : List.of(
            Map.of(
                "rule",
                "!has(%s) || !%s || !%s.isLessThan(quantity('%s'))"
                    .formatted(amount, isQuantity(amount), number(amount), least.is()),
                "message",
                "resources.limits.memory must be at least %s: %s"
                    .formatted(least.is(), least.because())));
  }

  private static List<Map<String, Object>> relations(Component component) {
    return List.of(
        relation(CPU, " (left out, the request is " + component.cpuRequest().is() + ")"),
        relation(
            MEMORY,
            " (left out, the request is %s and the limit %s)"
                .formatted(component.memoryRequest().is(), component.memoryLimit().is())),
        relation(DISK, ""));
  }

  private static Map<String, Object> relation(Resource resource, String defaults) {
    String limit = "self.limits." + resource.cel();
    String request = "self.requests." + resource.cel();
    return Map.of(
        "rule",
        "!(has(self.limits) && has(%s) && %s) || !(has(self.requests) && has(%s) && %s) || !%s.isLessThan(%s)"
            .formatted(
                limit,
                isQuantity(limit),
                request,
                isQuantity(request),
                number(limit),
                number(request)),
        "message",
        "resources.limits.%s must not be less than resources.requests.%s%s"
            .formatted(resource.name(), resource.name(), defaults),
        "fieldPath",
        ".limits");
  }

  private static String isQuantity(String amount) {
    return "string(" + amount + ").matches('" + QuantityRules.FORM + "')";
  }

  private static String number(String amount) {
    return "quantity(string(" + amount + "))";
  }
}
