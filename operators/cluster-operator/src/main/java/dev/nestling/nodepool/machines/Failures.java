package dev.nestling.nodepool.machines;

import dev.nestling.core.plan.Problem;
import dev.nestling.core.ssh.SshFailure;
import java.util.Set;

/** What the owner of a pool is told when something with a machine fails. */
final class Failures {
  private Failures() {}

  static Problem of(SshFailure failure) {
    return new Problem(
        switch (failure) {
          case SshFailure.Unreachable any -> "MachineUnreachable";
          case SshFailure.Incompatible any -> "MachineIncompatible";
          case SshFailure.HostKeyMismatch any -> "HostKeyMismatch";
          case SshFailure.NotAuthenticated any -> "LoginRefused";
          case SshFailure.ConnectionLost any -> "ConnectionLost";
          case SshFailure.TimedOut any -> "MachineTimedOut";
        },
        failure.message());
  }

  /** What says nothing of where machines are, and with which keys they are used. */
  private static final Set<String> FOR_ALL =
      Set.of(
          "MachineUnsuitable",
          "MachineTaken",
          "MarkMissing",
          "NodeTaken",
          "AgentFailing",
          "InstallFailed",
          "CleaningFailed",
          "FilesPending",
          "FilesMissing");

  /** Of one that is the business of whoever has the machines the reason alone. */
  static Problem forWhoHasAShare(Problem problem) {
    return FOR_ALL.contains(problem.reason())
        ? problem
        : new Problem(
            problem.reason(),
            "whoever has the machines is told more, in status.machines of their pool");
  }

  static Problem unsuitable(Found found) {
    return new Problem("MachineUnsuitable", "it lacks " + String.join("; ", found.lacking()));
  }

  static Problem taken() {
    return new Problem(
        "MachineTaken",
        "it is a node of another pool, or is twice in this one: take it from there first; if that pool is"
            + " no more, remove what it left and then /etc/nestling on the machine");
  }
}
