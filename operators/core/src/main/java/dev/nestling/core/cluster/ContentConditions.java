package dev.nestling.core.cluster;

import static dev.nestling.core.status.ConditionSet.isFalse;
import static dev.nestling.core.status.ConditionSet.isTrue;
import static dev.nestling.core.status.ConditionSet.unknown;

import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.core.content.ContentState;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.status.ConditionSet.Finding;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The condition of what is kept inside a nested cluster. */
public final class ContentConditions {
  private static final int SHOWN = 5;

  private ContentConditions() {}

  /**
   * @param off whether the cluster is switched off
   * @param withheld why only a part of what should be there is known
   * @param published what the status says so far
   */
  public static Finding addonsReady(
      ContentState state, boolean off, List<Problem> withheld, Optional<Condition> published) {
    String type = ConditionTypes.ADDONS_READY;
    if (off) {
      return unknown(type, "Stopped", "spec.power is Stopped");
    }
    return switch (state) {
      // A new operator, and one that pauses, knows no better than what was said.
      case ContentState.NeverApplied never ->
          AnswerConditions.again(published.filter(known -> !"Stopped".equals(known.getReason())))
              .orElseGet(
                  () ->
                      unknown(
                          type, "NotApplied", "nothing was applied inside the nested cluster yet"));
      case ContentState.Applied applied -> applied(withheld);
      case ContentState.Failed failed ->
          isFalse(
              type,
              "Refused",
              "the nested cluster refuses "
                  + failed.failures().stream()
                      .limit(SHOWN)
                      .map(Object::toString)
                      .collect(Collectors.joining("; ")));
      case ContentState.Unavailable unavailable ->
          unknown(type, "NotAnswering", unavailable.message());
    };
  }

  private static Finding applied(List<Problem> withheld) {
    String type = ConditionTypes.ADDONS_READY;
    return withheld.isEmpty()
        ? isTrue(type, "Applied", "everything is there that should be in the nested cluster")
        : isFalse(
            type,
            withheld.getFirst().reason(),
            "a part of what should be in the nested cluster is not known: "
                + withheld.getFirst().message());
  }
}
