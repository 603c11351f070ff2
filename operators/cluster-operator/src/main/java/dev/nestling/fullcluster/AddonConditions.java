package dev.nestling.fullcluster;

import static dev.nestling.core.status.ConditionSet.isFalse;
import static dev.nestling.core.status.ConditionSet.isTrue;
import static dev.nestling.core.status.ConditionSet.unknown;

import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.core.cluster.AnswerConditions;
import dev.nestling.core.content.ContentState;
import dev.nestling.core.status.ConditionSet.Finding;
import java.util.stream.Collectors;

/** The condition of what is kept inside the nested cluster. */
final class AddonConditions {
  private static final int SHOWN = 5;

  private AddonConditions() {}

  static Finding ready(Result result) {
    String type = ConditionTypes.ADDONS_READY;
    if (result.isOff()) {
      return unknown(type, "Stopped", "spec.power is Stopped");
    }
    return switch (result.observed().learned().content()) {
      case ContentState.NeverApplied never -> before(result);
      case ContentState.Applied applied ->
          isTrue(type, "Applied", "everything is there that should be in the nested cluster");
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

  /** A new operator has applied nothing yet: until it has, what was published stands. */
  private static Finding before(Result result) {
    String type = ConditionTypes.ADDONS_READY;
    return AnswerConditions.again(
            result.published(type).filter(known -> !"Stopped".equals(known.getReason())))
        .orElseGet(
            () -> unknown(type, "NotApplied", "nothing was applied inside the nested cluster yet"));
  }
}
