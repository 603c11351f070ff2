package dev.nestling.core.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of one object: an immutable merge of what was published with what is found now.
 *
 * @param conditions sorted by type
 */
public record ConditionSet(List<Condition> conditions) {

  /** The API's limit, in characters. */
  private static final int MAX_MESSAGE = 32768;

  /**
   * One finding of now.
   *
   * @param type of the condition
   * @param state its status
   * @param reason CamelCase, for machines
   * @param message a sentence that a person can act on
   */
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
    conditions = conditions.stream().sorted(Comparator.comparing(Condition::getType)).toList();
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

  /** The conditions of these types alone. */
  public ConditionSet retain(Collection<String> types) {
    return new ConditionSet(
        conditions.stream().filter(condition -> types.contains(condition.getType())).toList());
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
    var merged = new TreeMap<String, Condition>();
    conditions.forEach(condition -> merged.put(condition.getType(), condition));
    for (Finding finding : findings) {
      Optional<Condition> before = get(finding.type());
      merged.put(finding.type(), condition(finding, before, observedGeneration, now));
    }
    return new ConditionSet(List.copyOf(merged.values()));
  }

  private static Condition condition(
      Finding finding, Optional<Condition> before, long observedGeneration, Instant now) {
    String since =
        before
            .filter(condition -> finding.state().text().equals(condition.getStatus()))
            .map(Condition::getLastTransitionTime)
            .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
    return new ConditionBuilder()
        .withType(finding.type())
        .withStatus(finding.state().text())
        .withReason(finding.reason())
        .withMessage(shortened(finding.message()))
        .withObservedGeneration(observedGeneration)
        .withLastTransitionTime(since)
        .build();
  }

  private static String shortened(String message) {
    return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE - 1) + "…";
  }
}
