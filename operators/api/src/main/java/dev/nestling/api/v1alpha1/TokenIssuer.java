package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.SchemaPatch;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Somebody whose tokens (JWT, as OpenID Connect has them) the API takes. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "isURL(self.issuerURL) && self.issuerURL.matches('^https://[^/?#@ ]+(/[^?# ]*)?$')",
    message =
        "issuerURL must be an https URL without user, query and fragment, such as"
            + " https://accounts.example.com",
    fieldPath = ".issuerURL")
@ValidationRule(
    value = "!self.issuerURL.startsWith('https://kubernetes.default.svc')",
    message = "issuerURL must not be that of the cluster itself: it takes its own tokens anyway",
    reason = "FieldValueForbidden",
    fieldPath = ".issuerURL")
@ValidationRule(
    value = "!has(self.caPEM) || !has(self.caRef)",
    message = "caPEM is only allowed without caRef",
    reason = "FieldValueForbidden",
    fieldPath = ".caPEM")
@ValidationRule(
    value =
        "!has(self.caPEM) || (self.caPEM.contains('-----BEGIN CERTIFICATE-----')"
            + " && !self.caPEM.contains('PRIVATE KEY'))",
    message = "caPEM must be certificates in PEM, and no private key",
    fieldPath = ".caPEM")
@SchemaCustomizer(
    value = SchemaPatch.class,
    input =
        """
        {properties: {
          audiences: {minItems: 1, maxItems: 8, items: {minLength: 1, maxLength: 256}, x-kubernetes-list-type: set},
          caRef: {properties: {key: {default: ca.crt}}},
          claimMappings: {properties: {
            username: {properties: {claim: {default: sub}}},
            groups: {properties: {claim: {default: groups}}}}},
          claimValidationRules: {maxItems: 16, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [claim]}}}
        """)
public record TokenIssuer(
    @JsonPropertyDescription(
            "URL of the issuer, as its tokens say it; https. The API server asks it for its keys,"
                + " at /.well-known/openid-configuration below the URL.")
        @Required
        @Size(min = 1, max = 512)
        String issuerURL,
    @JsonPropertyDescription(
            "Whom tokens must be meant for, one of these: the client ids of kubectl's users. At"
                + " most 8.")
        @Required
        List<String> audiences,
    @JsonPropertyDescription(
            "ConfigMap with the certificates of the authorities that the issuer's certificate is"
                + " verified with, under the key ca.crt unless another is given. Left out, those"
                + " of caPEM, or those that the API server's image trusts.")
        @Nullable KeyReference caRef,
    @JsonPropertyDescription("The same certificates themselves, in PEM. Only without caRef.")
        @Size(min = 1, max = 65536)
        @Nullable String caPEM,
    @JsonPropertyDescription("Which user a token stands for.") @Default(Defaults.EMPTY_OBJECT)
        @Nullable ClaimMappings claimMappings,
    @JsonPropertyDescription("Claims that a token must have, with their values. At most 16.")
        @Nullable List<ClaimValidationRule> claimValidationRules) {

  static final String CA_KEY = "ca.crt";
  static final String USERNAME_CLAIM = "sub";
  static final String GROUPS_CLAIM = "groups";
  static final String PREFIX = "oidc:";

  /** Of the list of these. */
  static final String DESCRIPTION =
      "Issuers of tokens (OpenID Connect) whose users the API knows. A change needs no restart of"
          + " a FullCluster, and of a LightCluster only when the first issuer comes or the last"
          + " one goes; it counts within some minutes, as soon as all issuers answer. An issuer"
          + " that does not answer keeps nothing else from working. Users and groups whose names"
          + " begin with system: or nestling: are refused. At most 8.";

  /** Which user a token stands for. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ClaimMappings(
      @JsonPropertyDescription("The claim with the user's name, sub unless another is given.")
          @Default(Defaults.EMPTY_OBJECT)
          @Nullable PrefixedClaim username,
      @JsonPropertyDescription(
              "The claim with the user's groups, groups unless another is given. Left out, tokens"
                  + " give no groups.")
          @Nullable PrefixedClaim groups) {}

  /** A claim and what is put before its value. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value =
          "!has(self.prefix) || !(self.prefix.startsWith('system:')"
              + " || self.prefix.startsWith('nestling:'))",
      message = "prefix must not be that of users and groups of the cluster itself",
      reason = "FieldValueForbidden",
      fieldPath = ".prefix")
  @SchemaCustomizer(
      value = SchemaPatch.class,
      input = "{properties: {prefix: {default: '" + PREFIX + "'}}}")
  public record PrefixedClaim(
      @JsonPropertyDescription("Name of the claim.") @Size(min = 1, max = 128)
          @Nullable String claim,
      @JsonPropertyDescription(
              "What is put before the claim's value, so that names of different issuers differ."
                  + " Default oidc:; may be empty.")
          @Size(max = 64)
          @Nullable String prefix) {}

  /** A claim that must be there. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ClaimValidationRule(
      @JsonPropertyDescription("Name of the claim.") @Required @Size(min = 1, max = 128)
          String claim,
      @JsonPropertyDescription("Its value, a text.") @Required @Size(max = 256)
          String requiredValue) {}
}
