package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.LabelSelectorSchema;
import dev.nestling.api.schema.SchemaPatch;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose control planes may run on a pool, and how many. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Hosting(
    @JsonPropertyDescription(
            "Which namespaces may place clusters here, beside the pool's own. Default: none.")
        @Default(Defaults.EMPTY_OBJECT)
        @Nullable AllowedNamespaces allowedNamespaces,
    @JsonPropertyDescription(
            "The most clusters that are placed here, whatever room there is. Left out, as many as"
                + " fit, and never more than 1000.")
        @Min(0)
        @Max(1000)
        @Nullable Integer maxClusters) {

  static final String ALLOWED = "allowedNamespaces.names must be names of namespaces";

  /** Namespaces by name or by label; one that is met by either is allowed. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "!has(self.names) || self.names.all(n, n.matches('" + Patterns.DNS_LABEL + "'))",
      message = ALLOWED,
      fieldPath = ".names")
  @SchemaCustomizer(
      value = SchemaPatch.class,
      input =
          """
          {properties: {
            names: {maxItems: 256, items: {minLength: 1, maxLength: 63}, x-kubernetes-list-type: set}}}
          """)
  @SchemaCustomizer(
      value = LabelSelectorSchema.class,
      input = "{path: selector, field: allowedNamespaces.selector, of: a namespace}")
  public record AllowedNamespaces(
      @JsonPropertyDescription("Namespaces by name. At most 256.") @Nullable List<String> names,
      @JsonPropertyDescription(
              "Namespaces by their labels; {} is all of them. Who may label a namespace may let it"
                  + " in.")
          @Nullable LabelSelector selector) {}
}
