package dev.nestling.testing.golden;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What befalls the objects of a scenario's cluster, whatever kind of cluster it is. Everything may
 * be left out; objects are named as {@code Kind name}.
 */
public interface Mishaps {

  /** Whether the objects of the past were those of a namesake that left its data and keys. */
  @Nullable Boolean retained();

  /** Whether they were those of a namesake that was deleted without the operator. */
  @Nullable Boolean abandoned();

  /** What is being deleted. */
  @Nullable List<String> leaving();

  /** What somebody deleted. */
  @Nullable List<String> lost();

  /** Secrets whose content somebody overwrote. */
  @Nullable List<String> damaged();

  /** Whether the API's Service has not been given an address yet. */
  @Nullable Boolean withoutAddress();

  /** The address or name of the API's Service's load balancer. */
  @Nullable String balancer();

  /** An object that belongs to somebody else. */
  @Nullable String conflict();

  /** An object that the management API refuses. */
  @Nullable String refused();

  /** Whether the objects of the past were those of a namesake. */
  default boolean isOfNamesake() {
    return is(retained()) || is(abandoned());
  }

  default boolean isLost(HasMetadata object) {
    return names(lost()).contains(nameOf(object));
  }

  default boolean isLeaving(HasMetadata object) {
    return names(leaving()).contains(nameOf(object));
  }

  default boolean isDamaged(HasMetadata object) {
    return names(damaged()).contains(nameOf(object));
  }

  static String nameOf(HasMetadata object) {
    return object.getKind() + " " + object.getMetadata().getName();
  }

  static boolean is(@Nullable Boolean value) {
    return Boolean.TRUE.equals(value);
  }

  private static List<String> names(@Nullable List<String> given) {
    return Optional.ofNullable(given).orElse(List.of());
  }
}
