package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.LabelSelectorSchema;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import org.jspecify.annotations.Nullable;

/** Where hardware is. A union: {@code type} says which one member counts. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "(self.type == 'Nodes') == has(self.nodes)",
    message = "source.nodes is required when source.type is Nodes, and only allowed then",
    fieldPath = ".nodes")
@ValidationRule(
    value = "self.type == 'SelfJoin' || !has(self.selfJoin)",
    message = "source.selfJoin is only allowed when source.type is SelfJoin",
    fieldPath = ".selfJoin")
@ValidationRule(
    value = "(self.type == 'FromPool') == has(self.fromPool)",
    message = "source.fromPool is required when source.type is FromPool, and only allowed then",
    fieldPath = ".fromPool")
@ValidationRule(
    value = "!has(self.fromPool) || !has(oldSelf.fromPool) || self.fromPool == oldSelf.fromPool",
    message = "source.fromPool can't be changed: nodes of another pool's hardware are another pool",
    fieldPath = ".fromPool")
@ValidationRule(
    value = "(self.type == 'Machines') == has(self.machines)",
    message = "source.machines is required when source.type is Machines, and only allowed then",
    fieldPath = ".machines")
@ValidationRule(
    value = "self.type == oldSelf.type",
    message = "source.type can't be changed: make another pool",
    fieldPath = ".type")
public record NodePoolSource(
    @JsonPropertyDescription(
            "Nodes: nodes of the management cluster. Machines: hosts that the operator makes nodes"
                + " of a cluster, over SSH. SelfJoin: machines that join a cluster by themselves,"
                + " with a token and one command. FromPool: a share of another pool's hardware: nodes,"
                + " on which worker nodes run as pods, or whole machines.")
        @Required
        Type type,
    @JsonPropertyDescription("Only with type Nodes.") @Nullable Nodes nodes,
    @JsonPropertyDescription("Only with type Machines.") @Nullable Machines machines,
    @JsonPropertyDescription("Only with type SelfJoin.") @Nullable SelfJoin selfJoin,
    @JsonPropertyDescription("Only with type FromPool.") @Nullable FromPool fromPool) {

  /** Where hardware is. */
  public enum Type {
    Nodes,
    Machines,
    SelfJoin,
    FromPool
  }

  /** A share of another pool's hardware. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "self.name.matches('" + Patterns.DNS_LABEL + "')",
      message = "source.fromPool.name must be the name of a NodePool",
      fieldPath = ".name")
  @ValidationRule(
      value =
          "!has(self.__namespace__) || self.__namespace__.matches('" + Patterns.DNS_LABEL + "')",
      message = "source.fromPool.namespace must be the name of a namespace",
      fieldPath = ".namespace")
  public record FromPool(
      @JsonPropertyDescription(
              "Name of a NodePool of type Nodes or Machines, whose spec.sharing lets this namespace"
                  + " in.")
          @Required
          @Size(min = 1, max = 63)
          String name,
      @JsonPropertyDescription("Its namespace. Default: this pool's own.") @Size(max = 63)
          @Nullable String namespace) {}

  /** Machines that join a cluster by themselves. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value =
          "!has(self.tokenTTL) || self.tokenTTL.matches('^([0-9]{1,3}h)?([0-9]{1,4}m)?$') &&"
              + " self.tokenTTL != '' && duration(self.tokenTTL) >= duration('10m') &&"
              + " duration(self.tokenTTL) <= duration('168h')",
      message =
          "source.selfJoin.tokenTTL must be hours and minutes, such as 24h or 1h30m, from 10m to 168h",
      fieldPath = ".tokenTTL")
  public record SelfJoin(
      @JsonPropertyDescription(
              "For how long a token is good, in hours and minutes, from 10m to 168h. There is a new"
                  + " one when half of the time is over; machines that have joined need none."
                  + " Default 24h.")
          @Size(max = 8)
          @Default("24h")
          @Nullable String tokenTTL) {}

  /** Nodes of the management cluster. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @SchemaCustomizer(
      value = LabelSelectorSchema.class,
      input = "{path: selector, field: source.nodes.selector, of: a node}")
  public record Nodes(
      @JsonPropertyDescription(
              "Which nodes belong to the pool, by their labels; {} is all of them. A node belongs"
                  + " to one pool alone: it stays with the one that had it first.")
          @Required
          LabelSelector selector,
      @JsonPropertyDescription(
              "True: the nodes are tainted (nestling.dev/node-pool, NoSchedule), so that nothing"
                  + " else is scheduled there. What runs there already goes on. Default false.")
          @Default("false")
          @Nullable Boolean dedicate) {}
}
