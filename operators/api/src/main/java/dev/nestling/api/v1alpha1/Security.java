package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.SchemaPatch;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the API lets happen; the same for every kind of cluster. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value =
        "!has(self.featureGates) || self.featureGates.all(k, k.size() <= 63"
            + " && k.matches('^[A-Z][A-Za-z0-9]*$'))",
    message =
        "security.featureGates must have names of feature gates, such as UserNamespacesSupport,"
            + " with true or false",
    fieldPath = ".featureGates")
@ValidationRule(
    value =
        "!has(oldSelf.encryption) || !has(oldSelf.encryption.keyGeneration)"
            + " || (has(self.encryption) && has(self.encryption.keyGeneration)"
            + " ? self.encryption.keyGeneration : 1) >= oldSelf.encryption.keyGeneration",
    message =
        "security.encryption.keyGeneration can't be lowered: a key that was replaced is gone; raise"
            + " it for another new one",
    reason = "FieldValueForbidden",
    fieldPath = ".encryption.keyGeneration")
@SchemaCustomizer(
    value = SchemaPatch.class,
    input =
        """
        {properties: {
          featureGates: {maxProperties: 64},
          oidc: {maxItems: 8, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [issuerURL]}}}
        """)
public record Security(
    @JsonPropertyDescription(
            "Admission plugins of the API server. A name that it does not know keeps it from"
                + " starting; the conditions then say so.")
        @Nullable AdmissionPlugins admissionPlugins,
    @JsonPropertyDescription(
            "Feature gates of Kubernetes by name, for every component of the control plane; nodes"
                + " have a configuration of their own. A name that the version does not know, or"
                + " a gate that can't be changed any more, keeps new servers from starting; the"
                + " conditions then say so. At most 64.")
        @Nullable Map<String, Boolean> featureGates,
    @JsonPropertyDescription(
            "Audit events of the API server. Default: none. {} is enough to have them in the log.")
        @Nullable Audit audit,
    @JsonPropertyDescription(TokenIssuer.DESCRIPTION) @Nullable List<TokenIssuer> oidc,
    @JsonPropertyDescription("Encryption at rest of the cluster's Secrets, which is always on.")
        @Nullable Encryption encryption) {

  /** Of the field in every spec. */
  static final String DESCRIPTION = "What the API lets happen. Default: what Kubernetes does.";
}
