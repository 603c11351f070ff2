package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** What a platform team offers; the operator never writes it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodePoolSpec(
    @JsonPropertyDescription("Where the hardware is.") @Required NodePoolSource source,
    @JsonPropertyDescription(
            "Lets control planes of clusters run here: those whose spec.placement.nodePoolRef names"
                + " this pool. Left out, no cluster may.")
        @Nullable Hosting hosting) {}
