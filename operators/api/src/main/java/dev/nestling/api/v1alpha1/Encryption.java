package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.SchemaPatch;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import org.jspecify.annotations.Nullable;

/** Encryption at rest. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(
    value = SchemaPatch.class,
    input = "{properties: {keyGeneration: {minimum: 1, maximum: 999999999}}}")
public record Encryption(
    @JsonPropertyDescription(
            "Raise it to have the key replaced by a new one: servers get the new key, all Secrets"
                + " are written anew with it, and the old key is forgotten. Backups of the"
                + " datastore from before can then be read only with a copy of the old Secret"
                + " <cluster>-encryption. Default 1.")
        @Nullable Integer keyGeneration) {

  /** Of a cluster that was never asked for another key. */
  static final int FIRST_GENERATION = 1;
}
