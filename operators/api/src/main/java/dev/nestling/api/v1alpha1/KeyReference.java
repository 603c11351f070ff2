package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.SchemaPatch;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A key of a ConfigMap or Secret in the cluster's namespace. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "self.name.matches('" + Patterns.OBJECT_NAME + "')",
    message = "name must be the name of an object: lower-case letters, digits, dots and dashes",
    fieldPath = ".name")
@ValidationRule(
    value = "!has(self.key) || self.key.matches('^[-._a-zA-Z0-9]+$')",
    message = "key must be a key of an object: letters, digits, dashes, underscores and dots",
    fieldPath = ".key")
@SchemaCustomizer(value = SchemaPatch.class, input = "{x-kubernetes-map-type: atomic}")
public record KeyReference(
    @JsonPropertyDescription("Name of the object, in the cluster's namespace.")
        @Required
        @Size(min = 1, max = 253)
        String name,
    @JsonPropertyDescription("Key of the object.") @Size(min = 1, max = 253)
        @Nullable String key) {}
