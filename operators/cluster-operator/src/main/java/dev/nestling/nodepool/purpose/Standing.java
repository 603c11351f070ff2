package dev.nestling.nodepool.purpose;

import dev.nestling.core.placement.PoolAnswer;
import dev.nestling.core.plan.Problem;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the pool with the hardware has said to a share of it.
 *
 * @param granted what the share may have
 * @param problem why that is nothing, or not all
 */
public record Standing(Optional<PoolAnswer.Granted> granted, Optional<Problem> problem) {

  /**
   * Silence has the same words whatever it is for: nobody learns of pools that are not theirs.
   *
   * @param shortage why what was granted is not all that is asked for
   */
  public static Standing of(
      Share share,
      Optional<PoolAnswer> answer,
      Function<PoolAnswer.Granted, Optional<Problem>> shortage) {
    if (answer.isEmpty()) {
      return refused(
          new Problem(
              "NodePoolSilent",
              ("spec.source.fromPool: NodePool %s does not answer namespace '%s': it is not there,"
                      + " does not let this namespace in, or was not asked yet")
                  .formatted(share.hardware(), share.pool().namespace())));
    }
    return switch (answer.get()) {
      case PoolAnswer.Refused refused ->
          refused(
              new Problem(
                  refused.problem().reason(),
                  "spec.source.fromPool: " + refused.problem().message()));
      case PoolAnswer.Granted granted ->
          new Standing(Optional.of(granted), shortage.apply(granted));
    };
  }

  /** Nothing is granted. */
  public static Standing refused(Problem why) {
    return new Standing(Optional.empty(), Optional.of(why));
  }
}
