package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.SchemaPatch;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
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
@SchemaCustomizer(
    value = SchemaPatch.class,
    input =
        """
        {properties: {
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
        @Nullable List<NodeTaint> taints) {

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
