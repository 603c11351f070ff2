package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
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
                + " fit.")
        @Min(0)
        @Max(100000)
        @Nullable Integer maxClusters) {

  /** Namespaces by name or by label; one that is met by either is allowed. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "!has(self.names) || self.names.all(n, n.matches('" + Patterns.DNS_LABEL + "'))",
      message = "hosting.allowedNamespaces.names must be names of namespaces",
      fieldPath = ".names")
  @ValidationRule(
      value =
          "!has(self.selector) || !has(self.selector.matchExpressions)"
              + " || self.selector.matchExpressions.all(e,"
              + " (e.operator in ['In', 'NotIn']) == (has(e.values) && e.values.size() > 0))",
      message =
          "hosting.allowedNamespaces.selector.matchExpressions: In and NotIn need values, Exists"
              + " and DoesNotExist must have none",
      fieldPath = ".selector.matchExpressions")
  @SchemaCustomizer(
      value = SchemaPatch.class,
      input =
          """
          {properties: {
            names: {maxItems: 256, items: {minLength: 1, maxLength: 63}, x-kubernetes-list-type: set},
            selector: {
              x-kubernetes-map-type: atomic,
              properties: {
                matchLabels: {
                  description: "Labels that a namespace must have.",
                  maxProperties: 32, additionalProperties: {maxLength: 63}},
                matchExpressions: {
                  description: "Rules that a namespace's labels must meet. At most 32.",
                  maxItems: 32,
                  x-kubernetes-list-type: atomic,
                  items: {
                    required: [key, operator],
                    properties: {
                      key: {description: "The label.", maxLength: 317},
                      operator: {description: "In, NotIn, Exists or DoesNotExist.", enum: [In, NotIn, Exists, DoesNotExist]},
                      values: {description: "For In and NotIn. At most 64.", maxItems: 64, items: {maxLength: 63}, x-kubernetes-list-type: atomic}}}}}}}}
          """)
  public record AllowedNamespaces(
      @JsonPropertyDescription("Namespaces by name. At most 256.") @Nullable List<String> names,
      @JsonPropertyDescription(
              "Namespaces by their labels; {} is all of them. Who may label a namespace may let it"
                  + " in.")
          @Nullable LabelSelector selector) {}
}
