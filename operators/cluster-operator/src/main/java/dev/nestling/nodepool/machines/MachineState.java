package dev.nestling.nodepool.machines;

import dev.nestling.core.plan.Problem;
import dev.nestling.core.ssh.SshTarget;
import java.time.Instant;
import java.util.Optional;

/**
 * How a machine is.
 *
 * @param target where it was looked for; none when it was not
 * @param found what was found on it last; none while it could not be looked at
 * @param changed when its agent was started anew last, by this operator
 * @param problem why something is not done
 * @param clean whether nothing of ours is there any more, after that was the goal
 */
record MachineState(
    Optional<SshTarget> target,
    Optional<Found> found,
    Optional<Instant> changed,
    Optional<Problem> problem,
    boolean clean) {

  static MachineState troubled(Problem problem) {
    return new MachineState(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(problem), false);
  }
}
