package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.ExtraArgsSchema;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Flags given to the components in addition to the operator's own; a flag may repeat. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(
    value = ExtraArgsSchema.class,
    input =
        "{path: apiServer, field: extraArgs.apiServer, setBy: the server, owned: \""
            + OwnedFlags.API_SERVER
            + "\", typed: \""
            + OwnedFlags.API_SERVER_TYPED
            + "\"}")
@SchemaCustomizer(
    value = ExtraArgsSchema.class,
    input =
        "{path: controllerManager, field: extraArgs.controllerManager, setBy: the server, owned: \""
            + OwnedFlags.CONTROLLER_MANAGER
            + "\", typed: \""
            + OwnedFlags.OTHERS_TYPED
            + "\"}")
@SchemaCustomizer(
    value = ExtraArgsSchema.class,
    input =
        "{path: scheduler, field: extraArgs.scheduler, setBy: the server, owned: \""
            + OwnedFlags.SCHEDULER
            + "\", typed: \""
            + OwnedFlags.OTHERS_TYPED
            + "\"}")
public record ExtraArgs(
    @JsonPropertyDescription("Flags of kube-apiserver, in this order. At most 64.")
        @Nullable List<Argument> apiServer,
    @JsonPropertyDescription("Flags of kube-controller-manager, in this order. At most 64.")
        @Nullable List<Argument> controllerManager,
    @JsonPropertyDescription("Flags of kube-scheduler, in this order. At most 64.")
        @Nullable List<Argument> scheduler) {

  /** One flag, its name without leading dashes. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "self.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
      message =
          "extraArgs names must be flags without leading dashes: lower-case letters, digits and"
              + " dashes, such as max-requests-inflight",
      fieldPath = ".name")
  public record Argument(
      @JsonPropertyDescription(
              "Name of the flag without leading dashes, such as max-requests-inflight. Flags that"
                  + " the operator owns are refused.")
          @Required
          @Size(min = 1, max = 63)
          String name,
      @JsonPropertyDescription("Value of the flag; up to 1024 characters.")
          @Required
          @Size(max = 1024)
          String value) {}
}
