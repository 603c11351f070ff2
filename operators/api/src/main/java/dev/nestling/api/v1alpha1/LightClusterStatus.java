package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was observed; everything in it can be found out again when it is lost. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LightClusterStatus(
    @Nullable Long observedGeneration,
    @Nullable String version,
    @Nullable String image,
    @Nullable Integer templateRevision,
    @Nullable Integer replicas,
    @Nullable Integer readyReplicas,
    @Nullable String selector,
    @Nullable Initialization initialization,
    @Nullable ControlPlaneEndpoint endpoint,
    @Nullable List<Condition> conditions) {

  /** Of the Cluster API control-plane contract. */
  public record Initialization(boolean controlPlaneInitialized) {}

  /** The published address of the API. */
  public record ControlPlaneEndpoint(String host, int port) {}
}
