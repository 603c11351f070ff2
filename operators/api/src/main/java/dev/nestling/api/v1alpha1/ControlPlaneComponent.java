package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one of the programs that run as Deployments. Defaults and refused flags differ from
 * one to the next: {@link FullClusterSpec} adds them to the schema.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ControlPlaneComponent(
    @JsonPropertyDescription(
            "CPU, memory and disk of each pod. Each resource that is left out has its own default.")
        @Nullable ResourceRequirements resources,
    @JsonPropertyDescription(
            "Flags in addition to the operator's own, in this order. At most 64. A wrong flag keeps"
                + " new pods from starting, while the old ones go on; the conditions then say why.")
        @Nullable List<ExtraArgs.Argument> extraArgs) {}
