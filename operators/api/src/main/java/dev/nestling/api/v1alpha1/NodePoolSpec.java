package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Which hardware it is, and what it is for; the operator never writes it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "(self.source.type == 'SelfJoin') == has(self.workers)",
    message = "workers is required when source.type is SelfJoin, and only allowed then",
    fieldPath = ".workers")
@ValidationRule(
    value = "self.source.type == 'Nodes' || !has(self.hosting)",
    message = "hosting is only allowed when source.type is Nodes",
    fieldPath = ".hosting")
public record NodePoolSpec(
    @JsonPropertyDescription("Where the hardware is.") @Required NodePoolSource source,
    @JsonPropertyDescription(
            "Lets control planes of clusters run here: those whose spec.placement.nodePoolRef names"
                + " this pool. Left out, no cluster may.")
        @Nullable Hosting hosting,
    @JsonPropertyDescription("Makes nodes of a cluster of the hardware. Only with type SelfJoin.")
        @Nullable NodePoolWorkers workers) {}
