package dev.nestling.core.etcd.action;

import dev.nestling.core.etcd.EtcdAnswer;
import dev.nestling.core.etcd.EtcdApi;
import dev.nestling.core.etcd.EtcdFailure;
import dev.nestling.core.etcd.EtcdId;
import dev.nestling.core.etcd.MemberStatus;
import dev.nestling.core.etcd.Survey;
import dev.nestling.core.etcd.membership.Step;
import dev.nestling.core.https.HttpsTarget;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/** Asks the right member for a step. Waits for the answer; meant for virtual threads. */
public final class EtcdActions {
  private final EtcdApi client;

  /**
   * @param client asks
   */
  public EtcdActions(EtcdApi client) {
    this.client = client;
  }

  /**
   * Asks once.
   *
   * @param endpoints of the pods that exist, by name
   * @param survey that the step was decided on
   * @return why it did not happen, or why nobody knows; the next decision sees what came of it
   */
  public Optional<EtcdFailure> run(
      Step.OnEtcd step, SortedMap<String, HttpsTarget> endpoints, Survey survey) {
    Optional<HttpsTarget> whom =
        switch (step) {
          case Step.MoveLeader move -> Optional.ofNullable(endpoints.get(move.from()));
          case Step.Defragment defragment -> Optional.ofNullable(endpoints.get(defragment.name()));
          case Step.Remove remove -> voterBut(remove.name(), endpoints, survey);
          case Step.AddLearner add -> voterBut(add.name(), endpoints, survey);
          case Step.Promote promote -> voterBut(promote.name(), endpoints, survey);
          case Step.Disarm disarm -> voterBut("", endpoints, survey);
        };
    return whom.map(endpoint -> question(step).apply(endpoint).failed())
        .orElseGet(
            () -> Optional.of(new EtcdFailure.Unreachable("nobody is there to ask for " + step)));
  }

  private Function<HttpsTarget, EtcdAnswer<?>> question(Step.OnEtcd step) {
    return switch (step) {
      case Step.MoveLeader(String from, EtcdId to) -> leader -> client.moveLeader(leader, to);
      case Step.Defragment defragment -> client::defragment;
      case Step.Remove(String name, EtcdId member, String why) ->
          voter -> client.remove(voter, member);
      case Step.AddLearner(String name, String peerUrl) ->
          voter -> client.addLearner(voter, peerUrl);
      case Step.Promote(String name, EtcdId member) -> voter -> client.promote(voter, member);
      case Step.Disarm disarm -> voter -> client.disarm(voter, disarm.alarm());
    };
  }

  /** The leader if possible: only it knows how far a learner is; a removed member can't answer. */
  private static Optional<HttpsTarget> voterBut(
      String name, SortedMap<String, HttpsTarget> endpoints, Survey survey) {
    return endpoints.keySet().stream()
        .filter(other -> !other.equals(name))
        .filter(other -> survey.status(other).filter(status -> !status.learner()).isPresent())
        .max(
            Comparator.comparing(
                other -> survey.status(other).filter(EtcdActions::leads).isPresent()))
        .map(endpoints::get);
  }

  private static boolean leads(MemberStatus status) {
    return status.leader().equals(Optional.of(status.member()));
  }
}
