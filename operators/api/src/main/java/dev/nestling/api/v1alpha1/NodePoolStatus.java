package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.SchemaPatch;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was observed; everything in it can be found out again when it is lost. What was granted to
 * whom is in the ConfigMap {@code <pool>-grants}.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = SchemaPatch.class, input = ConditionsSchema.PATCH)
@SchemaCustomizer(
    value = SchemaPatch.class,
    input =
        """
        {properties: {
          nodes: {x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name], items: {required: [name]}},
          machines: {x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name], items: {required: [name]}}}}
        """)
public record NodePoolStatus(
    @JsonPropertyDescription("metadata.generation of the spec that this status is about.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Nodes of the pool that are ready and accept pods, of all: 2/3.")
        @Nullable String readyNodes,
    @JsonPropertyDescription("A line per node, the first 100 by name.")
        @Nullable List<PoolNode> nodes,
    @JsonPropertyDescription(
            "A line per machine, by name: of the spec, and of those that were taken from it and"
                + " are not clean yet; only of a pool of type Machines.")
        @Nullable List<PoolMachine> machines,
    @JsonPropertyDescription(
            "What the nodes offer to pods: the sum of their allocatable resources.")
        @Nullable Resources capacity,
    @JsonPropertyDescription(
            "The part of the capacity that is there for this pool: of nodes that are ready and"
                + " accept pods, without what pods of others request there.")
        @Nullable Resources allocatable,
    @JsonPropertyDescription(
            "What was granted, by the requests of the pods at their most: rolling changes included.")
        @Nullable Resources promised,
    @JsonPropertyDescription("What is left to be granted.") @Nullable Resources free,
    @JsonPropertyDescription("Clusters that are placed here.") @Nullable HostingStatus hosting,
    @JsonPropertyDescription(
            "Worker nodes of other pools that run here, or are machines of this one.")
        @Nullable SharingStatus sharing,
    @JsonPropertyDescription("How machines join; only of a pool of type SelfJoin.")
        @Nullable JoinStatus join,
    @JsonPropertyDescription(
            "How many nodes there are to be by now; only of a pool of type FromPool.")
        @StatusReplicas
        @Nullable Integer replicas,
    @JsonPropertyDescription(
            "What is so and what is not: Ready, for hardware NodesClaimed and Sufficient, for"
                + " workers NodesReady and, from another pool's hardware, Placed, of machines"
                + " MachinesInstalled.")
        @Nullable List<Condition> conditions) {

  /** Compute resources. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Resources(
      @JsonPropertyDescription("Cores.") @Nullable Quantity cpu,
      @JsonPropertyDescription("Bytes.") @Nullable Quantity memory,
      @JsonPropertyDescription("Number of pods.") @Nullable Long pods) {}

  /** One node of the pool. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record PoolNode(
      @JsonPropertyDescription("Name of the node.") String name,
      @JsonPropertyDescription("Whether its kubelet says that it is ready.")
          @Nullable Boolean ready,
      @JsonPropertyDescription("Whether it accepts pods; a drained node does not.")
          @Nullable Boolean schedulable,
      @JsonPropertyDescription("What it offers to pods.") @Nullable Resources capacity,
      @JsonPropertyDescription("Version of its kubelet; of workers.") @Nullable String version) {}

  /** One machine of the pool. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record PoolMachine(
      @JsonPropertyDescription("Name of the machine, and of its node.") String name,
      @JsonPropertyDescription("How far it is; not of machines that are shared.")
          @Nullable MachinePhase phase,
      @JsonPropertyDescription(
              "Namespace and name of the pool that has it; only of machines that are shared.")
          @Nullable String usedBy,
      @JsonPropertyDescription("Why it does not get on, or what is waited for.")
          @Nullable String message) {}

  /** How far a machine is. */
  public enum MachinePhase {
    /** Nothing was done on it yet. */
    Pending,
    /** What a node needs is being put there. */
    Installing,
    /** Its agent runs, and has still to join. */
    Installed,
    /** It is a node that is ready. */
    Ready,
    /** It is to go: its pods are asked to. */
    Draining,
    /** What was installed is being removed. */
    Cleaning
  }

  /** What a machine needs to join. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record JoinStatus(
      @JsonPropertyDescription(
              "Secret with the token and the command to paste; deleting it takes the token back.")
          @Nullable String secretName,
      @JsonPropertyDescription("When the token ends; there is a new one long before.")
          @Nullable String tokenExpiration) {}

  /** Clusters that were placed, and that wait. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record HostingStatus(
      @JsonPropertyDescription("Number of clusters that were granted room.")
          @Nullable Integer clusters,
      @JsonPropertyDescription("Number of clusters that wait for room.")
          @Nullable Integer waiting) {}

  /** Worker nodes that were granted a place or a machine, and pools that wait. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record SharingStatus(
      @JsonPropertyDescription(
              "Number of worker nodes that were granted room, or of machines that were given away.")
          @Nullable Integer nodes,
      @JsonPropertyDescription("Number of pools that wait.") @Nullable Integer waiting) {}

  /** What is said of a pool of which nothing was observed yet. */
  public static NodePoolStatus empty() {
    return new NodePoolStatus(
        null, null, null, null, null, null, null, null, null, null, null, null, null);
  }

  /** The same with other conditions. */
  public NodePoolStatus withConditions(List<Condition> others) {
    return new NodePoolStatus(
        observedGeneration,
        readyNodes,
        nodes,
        machines,
        capacity,
        allocatable,
        promised,
        free,
        hosting,
        sharing,
        join,
        replicas,
        others);
  }
}
