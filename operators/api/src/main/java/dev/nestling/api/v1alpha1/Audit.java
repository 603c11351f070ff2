package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.SchemaPatch;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import org.jspecify.annotations.Nullable;

/** What is written down of requests to the API, and who is told. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(
    value = SchemaPatch.class,
    input =
        "{properties: {policyRef: {properties: {key: {default: "
            + Audit.POLICY_KEY
            + "}}}, webhookRef: {properties: {key: {default: "
            + Audit.WEBHOOK_KEY
            + "}}}}}")
public record Audit(
    @JsonPropertyDescription(
            "ConfigMap with a Policy of audit.k8s.io/v1, under the key policy.yaml unless another"
                + " is given. Left out, every request is written down with its metadata, but for"
                + " those about leases, events and health. A changed policy restarts the API"
                + " server, within a minute.")
        @Nullable KeyReference policyRef,
    @JsonPropertyDescription(
            "Secret with a kubeconfig, under the key kubeconfig unless another is given, of the"
                + " server that is sent the events, in batches. The kubeconfig carries its"
                + " credentials and names no files. Left out, the events are lines of JSON in the"
                + " log of the API server's container. A changed kubeconfig restarts the API"
                + " server, within a minute.")
        @Nullable KeyReference webhookRef) {

  static final String POLICY_KEY = "policy.yaml";
  static final String WEBHOOK_KEY = "kubeconfig";
}
