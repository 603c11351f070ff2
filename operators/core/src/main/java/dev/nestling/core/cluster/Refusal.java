package dev.nestling.core.cluster;

import dev.nestling.core.apply.ApplyFailure;
import dev.nestling.core.plan.Problem;
import java.util.List;

/**
 * What the management API refused, in words of the cluster: the API names fields of objects that
 * the owner of a cluster never wrote.
 */
public final class Refusal {
  /** A kind's field as the API names it, and the owner's field behind it. */
  public record Translation(String kind, String said, String reason, String message) {}

  private Refusal() {}

  public static Problem problem(ApplyFailure failure, List<Translation> translations) {
    return translations.stream()
        .filter(known -> known.kind().equals(failure.object().kind()))
        .filter(known -> failure.message().contains(known.said()))
        .findFirst()
        .map(known -> new Problem(known.reason(), known.message() + " (" + failure.message() + ")"))
        .orElseGet(() -> new Problem(failure.reason(), failure.message()));
  }
}
