package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Flags given to the components in addition to the operator's own; a flag may repeat. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExtraArgs(
    @Nullable List<Argument> apiServer,
    @Nullable List<Argument> controllerManager,
    @Nullable List<Argument> scheduler) {

  /** One flag, its name without leading dashes. */
  public record Argument(String name, String value) {}
}
