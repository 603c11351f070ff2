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
import org.jspecify.annotations.Nullable;

/** Flags given to the components in addition to the operator's own; a flag may repeat. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(
    value = SchemaPatch.class,
    input =
        "{properties: {"
            + ExtraArgs.API_SERVER_ITEMS
            + ", "
            + ExtraArgs.CONTROLLER_MANAGER_ITEMS
            + ", "
            + ExtraArgs.SCHEDULER_ITEMS
            + "}}")
public record ExtraArgs(
    @JsonPropertyDescription("Flags of kube-apiserver, in this order. At most 64.")
        @Nullable List<Argument> apiServer,
    @JsonPropertyDescription("Flags of kube-controller-manager, in this order. At most 64.")
        @Nullable List<Argument> controllerManager,
    @JsonPropertyDescription("Flags of kube-scheduler, in this order. At most 64.")
        @Nullable List<Argument> scheduler) {

  static final String API_SERVER_ITEMS =
      "apiServer: {maxItems: 64, x-kubernetes-list-type: atomic, items: {x-kubernetes-validations: [{"
          + "rule: \"!(self.name in "
          + OwnedFlags.API_SERVER
          + ")\", reason: FieldValueForbidden, fieldPath: .name,"
          + " message: 'extraArgs.apiServer must not set a flag that the server sets itself',"
          + " messageExpression: \"'extraArgs.apiServer must not set ' + self.name"
          + " + ': the server sets it itself'\"}]}}";

  static final String CONTROLLER_MANAGER_ITEMS =
      "controllerManager: {maxItems: 64, x-kubernetes-list-type: atomic, items: {x-kubernetes-validations: [{"
          + "rule: \"!(self.name in "
          + OwnedFlags.CONTROLLER_MANAGER
          + ")\", reason: FieldValueForbidden, fieldPath: .name,"
          + " message: 'extraArgs.controllerManager must not set a flag that the server sets itself',"
          + " messageExpression: \"'extraArgs.controllerManager must not set ' + self.name"
          + " + ': the server sets it itself'\"}]}}";

  static final String SCHEDULER_ITEMS =
      "scheduler: {maxItems: 64, x-kubernetes-list-type: atomic, items: {x-kubernetes-validations: [{"
          + "rule: \"!(self.name in "
          + OwnedFlags.SCHEDULER
          + ")\", reason: FieldValueForbidden, fieldPath: .name,"
          + " message: 'extraArgs.scheduler must not set a flag that the server sets itself',"
          + " messageExpression: \"'extraArgs.scheduler must not set ' + self.name"
          + " + ': the server sets it itself'\"}]}}";

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
