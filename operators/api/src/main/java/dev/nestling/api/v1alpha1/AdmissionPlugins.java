package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.SchemaPatch;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which admission plugins the API server runs besides its default ones, and which of those not. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value =
        "!has(self.enable) || self.enable.all(p, p.matches('" + AdmissionPlugins.NAME_FORM + "'))",
    message =
        "security.admissionPlugins.enable must have names of admission plugins, such as"
            + " AlwaysPullImages",
    fieldPath = ".enable")
@ValidationRule(
    value =
        "!has(self.disable) || self.disable.all(p, p.matches('"
            + AdmissionPlugins.NAME_FORM
            + "'))",
    message =
        "security.admissionPlugins.disable must have names of admission plugins, such as"
            + " DefaultStorageClass",
    fieldPath = ".disable")
@ValidationRule(
    value = "!has(self.disable) || !('NodeRestriction' in self.disable)",
    message =
        "security.admissionPlugins.disable must not have NodeRestriction: without it every node"
            + " could speak for every other one",
    reason = "FieldValueForbidden",
    fieldPath = ".disable")
@ValidationRule(
    value = "!has(self.enable) || !has(self.disable) || !self.enable.exists(p, p in self.disable)",
    message =
        "security.admissionPlugins.disable must not have what security.admissionPlugins.enable has",
    fieldPath = ".disable")
@SchemaCustomizer(
    value = SchemaPatch.class,
    input =
        """
        {properties: {
          enable: {maxItems: 32, items: {minLength: 1, maxLength: 63}, x-kubernetes-list-type: set},
          disable: {maxItems: 32, items: {minLength: 1, maxLength: 63}, x-kubernetes-list-type: set}}}
        """)
public record AdmissionPlugins(
    @JsonPropertyDescription(
            "Plugins to run besides those that Kubernetes runs by default and NodeRestriction. At"
                + " most 32.")
        @Nullable List<String> enable,
    @JsonPropertyDescription(
            "Plugins not to run though Kubernetes does by default; all but NodeRestriction. At"
                + " most 32.")
        @Nullable List<String> disable) {

  static final String NAME_FORM = "^[A-Z][A-Za-z]*$";
}
