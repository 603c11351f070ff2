package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.LabelSelectorSchema;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import org.jspecify.annotations.Nullable;

/** Where hardware is. A union: {@code type} says which one member counts. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "(self.type == 'Nodes') == has(self.nodes)",
    message = "source.nodes is required when source.type is Nodes, and only allowed then",
    fieldPath = ".nodes")
public record NodePoolSource(
    @JsonPropertyDescription("Nodes: nodes of the management cluster. The only source so far.")
        @Required
        Type type,
    @JsonPropertyDescription("Only with type Nodes.") @Nullable Nodes nodes) {

  /** Where hardware is. */
  public enum Type {
    Nodes
  }

  /** Nodes of the management cluster. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @SchemaCustomizer(
      value = LabelSelectorSchema.class,
      input = "{path: selector, field: source.nodes.selector, of: a node}")
  public record Nodes(
      @JsonPropertyDescription(
              "Which nodes belong to the pool, by their labels; {} is all of them. A node belongs"
                  + " to one pool alone: it stays with the one that had it first.")
          @Required
          LabelSelector selector,
      @JsonPropertyDescription(
              "True: the nodes are tainted (nestling.dev/node-pool, NoSchedule), so that nothing"
                  + " else is scheduled there. What runs there already goes on. Default false.")
          @Default("false")
          @Nullable Boolean dedicate) {}
}
