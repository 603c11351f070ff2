package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.QuantityRules;
import dev.nestling.api.schema.SchemaPatch;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whose nodes the hardware becomes. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "self.clusterRef == oldSelf.clusterRef",
    message = "workers.clusterRef can't be changed: machines of another cluster are another pool",
    fieldPath = ".clusterRef")
@ValidationRule(
    value =
        "!has(self.labels) || self.labels.all(k, k.size() <= 253 && k.matches('"
            + Patterns.LABEL_KEY
            + "') && self.labels[k].matches('"
            + Patterns.LABEL_VALUE
            + "'))",
    message = "workers.labels must have keys and values as labels of Kubernetes have them",
    fieldPath = ".labels")
@ValidationRule(
    value =
        "!has(self.labels) || self.labels.all(k, !k.startsWith('nestling.dev/') &&"
            + " !k.startsWith('nestling.node-restriction.kubernetes.io/') && !(k in"
            + " ['kubernetes.io/hostname', 'kubernetes.io/os', 'kubernetes.io/arch',"
            + " 'beta.kubernetes.io/os', 'beta.kubernetes.io/arch']))",
    message =
        "workers.labels can't have labels of Nestling's, nor kubernetes.io/hostname,"
            + " [beta.]kubernetes.io/os and /arch, which every node sets for itself",
    fieldPath = ".labels")
@ValidationRule(
    value =
        "!has(self.drainTimeout) || (self.drainTimeout.matches('^([0-9]{1,3}h)?([0-9]{1,4}m)?$') &&"
            + " self.drainTimeout != '' && duration(self.drainTimeout) <= duration('168h'))",
    message = "workers.drainTimeout must be hours and minutes, such as 10m or 1h, to 168h",
    fieldPath = ".drainTimeout")
@ValidationRule(
    value = "!has(self.version) || self.version in " + SupportedVersions.CEL_LIST,
    message = "workers.version is not supported; supported versions: " + SupportedVersions.SPOKEN,
    fieldPath = ".version")
@ValidationRule(
    value =
        "has(self.storage) == has(oldSelf.storage) && (!has(self.storage) ||"
            + " self.storage == oldSelf.storage)",
    message = "workers.storage can't be changed: nodes with other volumes are another pool",
    fieldPath = ".storage")
@SchemaCustomizer(
    value = SchemaPatch.class,
    input =
        """
        {properties: {
          size: {properties: {cpu: {maxLength: 32}, memory: {maxLength: 32}}},
          storage: {properties: {size: {maxLength: 32}}},
          repair: {properties: {maxUnavailable: {maxLength: 4}}},
          labels: {maxProperties: 32, additionalProperties: {type: string, maxLength: 63}},
          taints: {maxItems: 32, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [key, effect]}}}
        """)
public record NodePoolWorkers(
    @JsonPropertyDescription("The cluster, of this namespace, that gets the nodes.") @Required
        ClusterReference clusterRef,
    @JsonPropertyDescription(
            "Labels that the pool's nodes have; kept in step. Others on a node stay. At most 32.")
        @Nullable Map<String, String> labels,
    @JsonPropertyDescription(
            "Taints that the pool's nodes have; kept in step. Others on a node stay. At most 32.")
        @Nullable List<NodeTaint> taints,
    @JsonPropertyDescription("How many nodes. Required with type FromPool, and only allowed then.")
        @Min(0)
        @Max(250)
        @SpecReplicas
        @Nullable Integer replicas,
    @JsonPropertyDescription(
            "Version of Kubernetes on the nodes, one of "
                + SupportedVersions.SPOKEN
                + ", and not newer than the cluster. Default: the cluster's. Only with type"
                + " FromPool or Machines.")
        @Size(max = 16)
        @Nullable String version,
    @JsonPropertyDescription("What each node has. Only with type FromPool.")
        @Nullable WorkerSize size,
    @JsonPropertyDescription(
            "A volume for each node, for its images and its pods' data, which then outlive the pod"
                + " that is the node; they go with the node. Left out, they are on the disk of the"
                + " hardware and go with the pod. Can't be changed. Only with type FromPool.")
        @Nullable WorkerStorage storage,
    @JsonPropertyDescription("How nodes that are not ready are replaced. Only with type FromPool.")
        @Nullable WorkerRepair repair,
    @JsonPropertyDescription(
            "For how long the pods of a node that goes are asked to go, in hours and minutes; then"
                + " it goes with them. Default 10m. Only with type FromPool or Machines.")
        @Size(max = 8)
        @Nullable String drainTimeout) {

  /** What a worker node has: its pod requests as much, and gets no more. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value =
          "!has(self.cpu) || (string(self.cpu).matches('"
              + QuantityRules.FORM
              + "') && !quantity(string(self.cpu)).isLessThan(quantity('100m')))",
      message = "workers.size.cpu must be at least 100m",
      fieldPath = ".cpu")
  @ValidationRule(
      value =
          "!has(self.memory) || (string(self.memory).matches('"
              + QuantityRules.FORM
              + "') && !quantity(string(self.memory)).isLessThan(quantity('512Mi')))",
      message =
          "workers.size.memory must be at least 512Mi: the node's own programs take a half of it",
      fieldPath = ".memory")
  public record WorkerSize(
      @JsonPropertyDescription("Cores, at least 100m. Default 1.") @Nullable Quantity cpu,
      @JsonPropertyDescription(
              "Memory, at least 512Mi; 256Mi of it are for the node's own programs. Default 2Gi.")
          @Nullable Quantity memory) {}

  /** A volume of the management cluster for each node. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value =
          "string(self.size).matches('"
              + QuantityRules.FORM
              + "') && !quantity(string(self.size)).isLessThan(quantity('1Gi'))",
      message = "workers.storage.size must be at least 1Gi",
      fieldPath = ".size")
  public record WorkerStorage(
      @JsonPropertyDescription("At least 1Gi.") @Required Quantity size,
      @JsonPropertyDescription("Storage class. Default: the management cluster's default.")
          @Size(min = 1, max = 253)
          @Nullable String storageClassName) {}

  /** When nodes are replaced. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "!has(self.notReadyAfter) || " + REPAIR_TIME,
      message =
          "workers.repair.notReadyAfter must be hours and minutes, such as 5m or 1h, from 1m to 24h",
      fieldPath = ".notReadyAfter")
  @ValidationRule(
      value =
          "!has(self.maxUnavailable) || (type(self.maxUnavailable) == int ?"
              + " self.maxUnavailable >= 0 && self.maxUnavailable <= 250 :"
              + " self.maxUnavailable.matches('^([0-9]|[1-9][0-9]|100)%$'))",
      message = "workers.repair.maxUnavailable must be a number from 0 or a share such as 20%",
      fieldPath = ".maxUnavailable")
  public record WorkerRepair(
      @JsonPropertyDescription(
              "A node that was not ready for so long is replaced; in hours and minutes, from 1m to"
                  + " 24h. Default 5m.")
          @Size(max = 8)
          @Nullable String notReadyAfter,
      @JsonPropertyDescription(
              "No more than so many nodes are being replaced at once: a number, or a share of the"
                  + " replicas, rounded down and at least 1. 0 switches repair off. Default 1.")
          @Nullable IntOrString maxUnavailable) {}

  private static final String DURATION = "matches('^([0-9]{1,3}h)?([0-9]{1,4}m)?$')";

  private static final String REPAIR_TIME =
      "(self.notReadyAfter."
          + DURATION
          + " && self.notReadyAfter != '' && duration(self.notReadyAfter) >= duration('1m') &&"
          + " duration(self.notReadyAfter) <= duration('24h'))";

  /** A cluster of the pool's namespace. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "self.name.matches('" + Patterns.DNS_LABEL + "')",
      message = "workers.clusterRef.name must be the name of a cluster",
      fieldPath = ".name")
  public record ClusterReference(
      @JsonPropertyDescription("LightCluster or FullCluster.") @Required ClusterKind kind,
      @JsonPropertyDescription("Name of the cluster.") @Required @Size(min = 1, max = 63)
          String name) {}

  /** The kinds of cluster. */
  public enum ClusterKind {
    LightCluster,
    FullCluster
  }

  /** What keeps pods that don't tolerate it away from a node. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value =
          "self.key.matches('"
              + Patterns.LABEL_KEY
              + "') && !self.key.startsWith('node.kubernetes.io/')",
      message =
          "workers.taints[].key must be as keys of labels are, and not one of"
              + " node.kubernetes.io/, which Kubernetes sets by itself",
      fieldPath = ".key")
  @ValidationRule(
      value = "!has(self.value) || self.value.matches('" + Patterns.LABEL_VALUE + "')",
      message = "workers.taints[].value must be as values of labels are",
      fieldPath = ".value")
  public record NodeTaint(
      @JsonPropertyDescription("Key, such as example.com/gpu.") @Required @Size(min = 1, max = 253)
          String key,
      @JsonPropertyDescription("Value. Default: none.") @Size(max = 63) @Nullable String value,
      @JsonPropertyDescription(
              "NoSchedule: new pods stay away. PreferNoSchedule: if there is another node."
                  + " NoExecute: those that are there go, too.")
          @Required
          TaintEffect effect) {}

  /** What a taint does. */
  public enum TaintEffect {
    NoSchedule,
    PreferNoSchedule,
    NoExecute
  }
}
