package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** An object of the cluster's namespace whose values are manifests for the nested cluster. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "self.name.matches('" + Patterns.OBJECT_NAME + "')",
    message = "manifests must have names of objects: lower-case letters, digits, dots and dashes",
    fieldPath = ".name")
public record ManifestSource(
    @JsonPropertyDescription(
            "ConfigMap, or Secret for manifests that hold secrets: no message ever quotes those.")
        @Required
        Kind kind,
    @JsonPropertyDescription("Name of the object, in the cluster's namespace.")
        @Required
        @Size(min = 1, max = 253)
        String name) {

  /** The kinds of objects that can hold manifests. */
  public enum Kind {
    ConfigMap,
    Secret
  }

  /** Of the field in every spec. */
  static final String DESCRIPTION =
      "Objects of the cluster's namespace whose values are manifests in YAML, one or several"
          + " documents each, that are kept inside the nested cluster: applied in the order of"
          + " the list and of the keys, repaired every few minutes, and removed when they are no"
          + " longer there, but for what may stand for data. A change is seen within a minute."
          + " While one of the objects is missing or malformed, nothing is removed. At most 32, with 100000 values and 4 MiB in all.";

  /** Of the lists of these in every spec. */
  static final String SCHEMA =
      """
      {properties: {manifests: {
        maxItems: 32, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [kind, name]}}}
      """;
}
