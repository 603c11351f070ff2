package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.PodSchedulingSchema;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a control plane's pods may run; the members are those of a pod's spec. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value =
        "!has(self.priorityClassName)"
            + " || self.priorityClassName.matches('^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$')",
    message =
        "scheduling.priorityClassName must be the name of a PriorityClass: lower-case letters,"
            + " digits, dots and dashes",
    fieldPath = ".priorityClassName")
@ValidationRule(
    value = "!has(self.nodeSelector) || !('nestling.dev/node-pool' in self.nodeSelector)",
    message =
        "scheduling.nodeSelector must not name nestling.dev/node-pool: use placement.nodePoolRef",
    reason = "FieldValueForbidden",
    fieldPath = ".nodeSelector")
@ValidationRule(
    value =
        "!has(self.tolerations)"
            + " || self.tolerations.all(t, !has(t.key) || t.key != 'nestling.dev/node-pool')",
    message =
        "scheduling.tolerations must not name nestling.dev/node-pool: use placement.nodePoolRef",
    reason = "FieldValueForbidden",
    fieldPath = ".tolerations")
@SchemaCustomizer(PodSchedulingSchema.class)
public record Scheduling(
    @JsonPropertyDescription(
            "Labels that a node must have, as in a pod's spec. At most 32. Left out, any node.")
        @Nullable Map<String, String> nodeSelector,
    @JsonPropertyDescription("Taints that the pod tolerates, as in a pod's spec. At most 32.")
        @Nullable List<Toleration> tolerations,
    @JsonPropertyDescription("Preferred and required nodes and neighbours, as in a pod's spec.")
        @Nullable Affinity affinity,
    @JsonPropertyDescription(
            "How pods are spread over failure domains, as in a pod's spec. At most 8.")
        @Nullable List<TopologySpreadConstraint> topologySpreadConstraints,
    @JsonPropertyDescription(
            "PriorityClass of the pod; left out, the management cluster's default.")
        @Size(min = 1, max = 253)
        @Nullable String priorityClassName) {}
