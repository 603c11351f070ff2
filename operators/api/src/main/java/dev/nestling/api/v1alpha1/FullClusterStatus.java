package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.SchemaPatch;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was observed; everything in it can be found out again when it is lost. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = SchemaPatch.class, input = ConditionsSchema.PATCH)
public record FullClusterStatus(
    @JsonPropertyDescription("metadata.generation of the spec that this status is about.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Kubernetes version that the control plane runs.")
        @Nullable String version,
    @JsonPropertyDescription(
            "Image of each program by its name, such as kube-apiserver; images stay when the"
                + " operator is upgraded.")
        @Nullable Map<String, String> images,
    @JsonPropertyDescription(
            "Revision of the operator's pod templates that the control plane runs; it stays when"
                + " the operator is upgraded, until annotation"
                + " nestling.dev/accept-template-revision asks for a newer one.")
        @Nullable Integer templateRevision,
    @JsonPropertyDescription("Number of API server pods.") @StatusReplicas
        @Nullable Integer replicas,
    @JsonPropertyDescription("Number of API server pods that are ready.")
        @Nullable Integer readyReplicas,
    @JsonPropertyDescription("Label selector of the API server pods, as text.") @LabelSelector
        @Nullable String selector,
    @JsonPropertyDescription("Milestones of the Cluster API control-plane contract.")
        LightClusterStatus.@Nullable Initialization initialization,
    @JsonPropertyDescription("Published address of the API; the published kubeconfig names it.")
        LightClusterStatus.@Nullable ControlPlaneEndpoint endpoint,
    @JsonPropertyDescription(
            "Generation of the encryption key that all Secrets are stored with; absent while the"
                + " key is being replaced.")
        @Nullable Integer encryptionKeyGeneration,
    @JsonPropertyDescription("What etcd says of itself.") @Nullable EtcdStatus etcd,
    @JsonPropertyDescription(
            "What is so and what is not: Ready, Available, Progressing, KeysValid,"
                + " EndpointReachable, EtcdHealthy, AddonsReady, Valid, UpToDate; with"
                + " spec.security.oidc also IssuersReady, with spec.placement Placed.")
        @Nullable List<Condition> conditions) {

  /** What is said of a cluster of which nothing was observed yet. */
  public static FullClusterStatus empty() {
    return new FullClusterStatus(
        null, null, null, null, null, null, null, null, null, null, null, null);
  }

  /** The same with other conditions. */
  public FullClusterStatus withConditions(List<Condition> others) {
    return new FullClusterStatus(
        observedGeneration,
        version,
        images,
        templateRevision,
        replicas,
        readyReplicas,
        selector,
        initialization,
        endpoint,
        encryptionKeyGeneration,
        etcd,
        others);
  }
}
