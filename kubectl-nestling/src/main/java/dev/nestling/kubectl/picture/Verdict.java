package dev.nestling.kubectl.picture;

import dev.nestling.api.v1alpha1.ConditionTypes;
import io.fabric8.kubernetes.api.model.Condition;

/** Whether a condition is as it should be. */
public enum Verdict {
  GOOD,
  /** Nobody knows, or something is on its way. */
  DOUBTFUL,
  BAD;

  private static final String TRUE = "True";

  public static Verdict of(Condition condition) {
    if (condition.getType().equals(ConditionTypes.PROGRESSING)) {
      return TRUE.equals(condition.getStatus()) ? DOUBTFUL : GOOD;
    }
    return switch (condition.getStatus()) {
      case TRUE -> GOOD;
      case "False" -> BAD;
      default -> DOUBTFUL;
    };
  }
}
