package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import org.jspecify.annotations.Nullable;

/** What a user asks of a LightCluster; the operator never writes it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LightClusterSpec(
    @Nullable String version,
    @Nullable Datastore datastore,
    @Nullable Network network,
    @Nullable Endpoint endpoint,
    @Nullable ResourceRequirements resources,
    @Nullable ExtraArgs extraArgs,
    @Nullable Scheduling scheduling,
    @Nullable Power power,
    @Nullable Boolean paused,
    @Nullable DeletionPolicy deletionPolicy) {}
