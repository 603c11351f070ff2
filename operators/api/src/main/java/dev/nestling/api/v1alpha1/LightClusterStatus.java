package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.SchemaPatch;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was observed; everything in it can be found out again when it is lost. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = SchemaPatch.class, input = ConditionsSchema.PATCH)
public record LightClusterStatus(
    @JsonPropertyDescription("metadata.generation of the spec that this status is about.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Kubernetes version that the server runs.") @Nullable String version,
    @JsonPropertyDescription("Image that the server runs; it stays when the operator is upgraded.")
        @Nullable String image,
    @JsonPropertyDescription(
            "Revision of the operator's pod template that the server runs; it stays when the"
                + " operator is upgraded, until annotation nestling.dev/accept-template-revision"
                + " asks for a newer one.")
        @Nullable Integer templateRevision,
    @JsonPropertyDescription("Number of server pods.") @Nullable Integer replicas,
    @JsonPropertyDescription("Number of server pods that are ready.")
        @Nullable Integer readyReplicas,
    @JsonPropertyDescription("Label selector of the server's pods, as text.")
        @Nullable String selector,
    @JsonPropertyDescription("Milestones of the Cluster API control-plane contract.")
        @Nullable Initialization initialization,
    @JsonPropertyDescription("Published address of the API; the published kubeconfig names it.")
        @Nullable ControlPlaneEndpoint endpoint,
    @JsonPropertyDescription(
            "Generation of the encryption key that all Secrets are stored with; absent while the"
                + " key is being replaced.")
        @Nullable Integer encryptionKeyGeneration,
    @JsonPropertyDescription(
            "What is so and what is not: Ready, Available, Progressing, KeysValid,"
                + " EndpointReachable, AddonsReady, Valid, UpToDate; with"
                + " spec.security.oidc also IssuersReady, with spec.placement Placed.")
        @Nullable List<Condition> conditions) {

  /** What is said of a cluster of which nothing was observed yet. */
  public static LightClusterStatus empty() {
    return new LightClusterStatus(null, null, null, null, null, null, null, null, null, null, null);
  }

  /** The same with other conditions. */
  public LightClusterStatus withConditions(List<Condition> others) {
    return new LightClusterStatus(
        observedGeneration,
        version,
        image,
        templateRevision,
        replicas,
        readyReplicas,
        selector,
        initialization,
        endpoint,
        encryptionKeyGeneration,
        others);
  }

  /** Of the Cluster API control-plane contract. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Initialization(
      @JsonPropertyDescription("True once the API has answered for the first time.")
          boolean controlPlaneInitialized) {}

  /** The published address of the API. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ControlPlaneEndpoint(
      @JsonPropertyDescription("IP address or DNS name.") @Required String host,
      @JsonPropertyDescription("TCP port.") @Required int port) {

    /** Host and port as one URL, with the brackets that an IPv6 address needs. */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    @JsonPropertyDescription("Host and port as one URL.")
    public String url() {
      return "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }
}
