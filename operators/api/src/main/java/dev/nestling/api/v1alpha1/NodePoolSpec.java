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
    value = "self.source.type != 'Nodes' || !has(self.workers)",
    message = "workers is only allowed when source.type is Machines, SelfJoin or FromPool",
    fieldPath = ".workers")
@ValidationRule(
    value = "!(self.source.type in ['SelfJoin', 'FromPool']) || has(self.workers)",
    message = "workers is required when source.type is SelfJoin or FromPool",
    fieldPath = ".workers")
@ValidationRule(
    value = "self.source.type != 'Machines' || has(self.workers) != has(self.sharing)",
    message =
        "workers is required when source.type is Machines and sharing is left out, and only allowed"
            + " then: machines are a cluster's, or other pools'",
    fieldPath = ".workers")
@ValidationRule(
    value = "self.source.type != 'Machines' || has(self.sharing) == has(oldSelf.sharing)",
    message =
        "sharing can't be added to or taken from machines: make another pool; sharing.maxNodes: 0"
            + " gives none away any more",
    fieldPath = ".sharing")
@ValidationRule(
    value = "self.source.type != 'FromPool' || !has(self.workers) || has(self.workers.replicas)",
    message = "workers.replicas is required when source.type is FromPool",
    fieldPath = ".workers.replicas")
@ValidationRule(
    value =
        "self.source.type == 'FromPool' || !has(self.workers) || !(has(self.workers.replicas) ||"
            + " has(self.workers.size) || has(self.workers.storage) || has(self.workers.repair))",
    message =
        "workers can have replicas, size, storage and repair only when source.type is FromPool",
    fieldPath = ".workers")
@ValidationRule(
    value =
        "self.source.type != 'SelfJoin' || !has(self.workers) || !(has(self.workers.version) ||"
            + " has(self.workers.drainTimeout))",
    message =
        "workers can have version and drainTimeout only when source.type is FromPool or Machines",
    fieldPath = ".workers")
@ValidationRule(
    value = "self.source.type in ['Nodes', 'Machines'] || !has(self.sharing)",
    message = "sharing is only allowed when source.type is Nodes or Machines",
    fieldPath = ".sharing")
@ValidationRule(
    value =
        "self.source.type != 'Machines' || !has(self.sharing) || !(has(self.sharing.imageArchives) ||"
            + " (has(self.sharing.burst) && self.sharing.burst))",
    message =
        "sharing can have burst and imageArchives only when source.type is Nodes; machines are given"
            + " away whole, and have source.machines.imageArchives",
    fieldPath = ".sharing")
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
    @JsonPropertyDescription(
            "Lets NodePools of type FromPool have worker nodes here: on Nodes as privileged pods in"
                + " this pool's namespace; of Machines, that then are no cluster's of their own, each"
                + " gets whole ones. Left out, none may.")
        @Nullable Sharing sharing,
    @JsonPropertyDescription(
            "Makes nodes of a cluster of the hardware. Only with type Machines, SelfJoin or FromPool.")
        @Nullable NodePoolWorkers workers) {}
