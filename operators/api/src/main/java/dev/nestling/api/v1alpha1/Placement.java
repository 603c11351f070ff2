package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** On which hardware a cluster's control plane runs. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Placement(
    @JsonPropertyDescription(
            "The NodePool that the control plane runs on: on its nodes and nowhere else, once the"
                + " pool has granted the room; the condition Placed says so. May be changed: the"
                + " pods move when the other pool has room for them.")
        @Required
        NodePoolReference nodePoolRef) {

  static final String DESCRIPTION =
      "On which hardware the control plane runs. Default: on any node of the management cluster"
          + " that spec.scheduling allows.";

  /** A node pool, of the cluster's namespace or of one that lets the cluster's in. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "self.name.matches('" + Patterns.DNS_LABEL + "')",
      message = "placement.nodePoolRef.name must be the name of a NodePool",
      fieldPath = ".name")
  @ValidationRule(
      value =
          "!has(self.__namespace__) || self.__namespace__.matches('" + Patterns.DNS_LABEL + "')",
      message = "placement.nodePoolRef.namespace must be the name of a namespace",
      fieldPath = ".namespace")
  public record NodePoolReference(
      @JsonPropertyDescription("Name of the NodePool.") @Required @Size(min = 1, max = 63)
          String name,
      @JsonPropertyDescription(
              "Namespace of the NodePool, which has to let this one in with"
                  + " spec.hosting.allowedNamespaces. Left out, the cluster's own.")
          @Size(min = 1, max = 63)
          @Nullable String namespace) {}
}
