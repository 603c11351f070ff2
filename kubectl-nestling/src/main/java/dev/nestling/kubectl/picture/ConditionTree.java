package dev.nestling.kubectl.picture;

import dev.nestling.kubectl.text.Branch;
import dev.nestling.kubectl.text.Paint;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Conditions: those that are not as they should be in full, the others by their names. */
final class ConditionTree {
  private ConditionTree() {}

  static List<Branch> branches(List<Condition> conditions, Paint paint) {
    if (conditions.isEmpty()) {
      return List.of(
          Branch.of(paint.doubtful("none yet: no operator has looked at it; does it run?")));
    }
    List<Branch> branches = new ArrayList<>();
    conditions.stream()
        .filter(it -> Verdict.of(it) != Verdict.GOOD)
        .map(it -> Branch.of(line(it, paint)))
        .forEach(branches::add);
    String good =
        conditions.stream()
            .filter(it -> Verdict.of(it) == Verdict.GOOD)
            .map(Condition::getType)
            .collect(Collectors.joining(", "));
    if (!good.isEmpty()) {
      branches.add(Branch.of(paint.faint("as they should be: " + good)));
    }
    return branches;
  }

  /** {@code ! Ready=False Unschedulable: …}; the mark is for those who see no colours. */
  static String line(Condition condition, Paint paint) {
    String head = condition.getType() + "=" + condition.getStatus() + " " + condition.getReason();
    String marked =
        Verdict.of(condition) == Verdict.BAD ? paint.bad("! " + head) : paint.doubtful("~ " + head);
    String message = condition.getMessage();
    return message == null || message.isBlank() ? marked : marked + ": " + message;
  }
}
