package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.SchemaPatch;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * The schema of {@code spec.resources}. In Java the field is Kubernetes' own ResourceRequirements,
 * whose open maps can't have a default per resource: a user who sets a CPU limit alone would lose
 * the memory limit. Naming the resources gives each one its own default.
 */
@ValidationRule(
    value =
        "!(has(self.limits) && has(self.limits.cpu) && string(self.limits.cpu).matches('"
            + Patterns.QUANTITY
            + "')) || !(has(self.requests) && has(self.requests.cpu) && string(self.requests.cpu).matches('"
            + Patterns.QUANTITY
            + "')) || !quantity(string(self.limits.cpu)).isLessThan(quantity(string(self.requests.cpu)))",
    message =
        "resources.limits.cpu must not be less than resources.requests.cpu"
            + " (left out, the request is "
            + Defaults.CPU_REQUEST
            + ")",
    fieldPath = ".limits")
@ValidationRule(
    value =
        "!(has(self.limits) && has(self.limits.memory) && string(self.limits.memory).matches('"
            + Patterns.QUANTITY
            + "')) || !(has(self.requests) && has(self.requests.memory) && string(self.requests.memory).matches('"
            + Patterns.QUANTITY
            + "')) || !quantity(string(self.limits.memory)).isLessThan(quantity(string(self.requests.memory)))",
    message =
        "resources.limits.memory must not be less than resources.requests.memory"
            + " (left out, the request is "
            + Defaults.MEMORY_REQUEST
            + " and the limit "
            + Defaults.MEMORY_LIMIT
            + ")",
    fieldPath = ".limits")
@ValidationRule(
    value =
        "!(has(self.limits) && has(self.limits.ephemeral__dash__storage) && string(self.limits.ephemeral__dash__storage).matches('"
            + Patterns.QUANTITY
            + "')) || !(has(self.requests) && has(self.requests.ephemeral__dash__storage) && string(self.requests.ephemeral__dash__storage).matches('"
            + Patterns.QUANTITY
            + "')) || !quantity(string(self.limits.ephemeral__dash__storage)).isLessThan(quantity(string(self.requests.ephemeral__dash__storage)))",
    message =
        "resources.limits.ephemeral-storage must not be less than resources.requests.ephemeral-storage",
    fieldPath = ".limits")
record ResourcesSchema(
    @JsonPropertyDescription("What the server's pod is promised, per resource.")
        @Default(Defaults.EMPTY_OBJECT)
        @Nullable Requests requests,
    @JsonPropertyDescription("The most that the server's pod may use, per resource.")
        @Default(Defaults.EMPTY_OBJECT)
        @Nullable Limits limits) {

  /** What the pod is promised. */
  @ValidationRule(
      value =
          "!has(self.cpu) || (string(self.cpu).matches('"
              + Patterns.QUANTITY
              + "') && quantity(string(self.cpu)).isGreaterThan(quantity('0')) && !quantity(string(self.cpu)).isGreaterThan(quantity('10000')))",
      message = "resources.requests.cpu must be a quantity above 0 and at most 10000, such as 50m")
  @ValidationRule(
      value =
          "!has(self.memory) || (string(self.memory).matches('"
              + Patterns.QUANTITY
              + "') && quantity(string(self.memory)).isGreaterThan(quantity('0')) && !quantity(string(self.memory)).isGreaterThan(quantity('64Ti')))",
      message =
          "resources.requests.memory must be a quantity above 0 and at most 64Ti, such as 256Mi")
  @ValidationRule(
      value =
          "!has(self.ephemeral__dash__storage) || (string(self.ephemeral__dash__storage).matches('"
              + Patterns.QUANTITY
              + "') && quantity(string(self.ephemeral__dash__storage)).isGreaterThan(quantity('0')) && !quantity(string(self.ephemeral__dash__storage)).isGreaterThan(quantity('64Ti')))",
      message =
          "resources.requests.ephemeral-storage must be a quantity above 0 and at most 64Ti, such as 1Gi")
  @SchemaCustomizer(
      value = SchemaPatch.class,
      input =
          """
          {properties: {
            cpu: {maxLength: 32},
            memory: {maxLength: 32},
            ephemeral-storage: {maxLength: 32}}}
          """)
  record Requests(
      @JsonPropertyDescription(
              "CPU in cores. Default " + Defaults.CPU_REQUEST + ": what an idle cluster uses.")
          @Default(Defaults.CPU_REQUEST)
          @Nullable Quantity cpu,
      @JsonPropertyDescription(
              "Memory in bytes. Default "
                  + Defaults.MEMORY_REQUEST
                  + ": an idle cluster uses about 200Mi.")
          @Default(Defaults.MEMORY_REQUEST)
          @Nullable Quantity memory,
      @JsonPropertyDescription("Space on the node's own disk in bytes. No default.")
          @JsonProperty("ephemeral-storage")
          @Nullable Quantity ephemeralStorage) {}

  /** The most that the pod may use. */
  @ValidationRule(
      value =
          "!has(self.cpu) || (string(self.cpu).matches('"
              + Patterns.QUANTITY
              + "') && quantity(string(self.cpu)).isGreaterThan(quantity('0')) && !quantity(string(self.cpu)).isGreaterThan(quantity('10000')))",
      message = "resources.limits.cpu must be a quantity above 0 and at most 10000, such as 50m")
  @ValidationRule(
      value =
          "!has(self.memory) || (string(self.memory).matches('"
              + Patterns.QUANTITY
              + "') && quantity(string(self.memory)).isGreaterThan(quantity('0')) && !quantity(string(self.memory)).isGreaterThan(quantity('64Ti')))",
      message =
          "resources.limits.memory must be a quantity above 0 and at most 64Ti, such as 256Mi")
  @ValidationRule(
      value =
          "!has(self.ephemeral__dash__storage) || (string(self.ephemeral__dash__storage).matches('"
              + Patterns.QUANTITY
              + "') && quantity(string(self.ephemeral__dash__storage)).isGreaterThan(quantity('0')) && !quantity(string(self.ephemeral__dash__storage)).isGreaterThan(quantity('64Ti')))",
      message =
          "resources.limits.ephemeral-storage must be a quantity above 0 and at most 64Ti, such as 1Gi")
  @ValidationRule(
      value =
          "!has(self.memory) || !string(self.memory).matches('"
              + Patterns.QUANTITY
              + "') || !quantity(string(self.memory)).isLessThan(quantity('192Mi'))",
      message =
          "resources.limits.memory must be at least 192Mi: the server does not start with less")
  @SchemaCustomizer(
      value = SchemaPatch.class,
      input =
          """
          {properties: {
            cpu: {maxLength: 32},
            memory: {maxLength: 32},
            ephemeral-storage: {maxLength: 32}}}
          """)
  record Limits(
      @JsonPropertyDescription(
              "CPU in cores. No default: a limit slows the start down and protects nobody.")
          @Nullable Quantity cpu,
      @JsonPropertyDescription(
              "Memory in bytes; Go's own memory limit follows it. At least 192Mi. Default "
                  + Defaults.MEMORY_LIMIT
                  + ": twice what a cluster with some thousand objects uses.")
          @Default(Defaults.MEMORY_LIMIT)
          @Nullable Quantity memory,
      @JsonPropertyDescription("Space on the node's own disk in bytes. No default.")
          @JsonProperty("ephemeral-storage")
          @Nullable Quantity ephemeralStorage) {}
}
