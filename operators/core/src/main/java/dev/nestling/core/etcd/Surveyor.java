package dev.nestling.core.etcd;

import dev.nestling.core.https.HttpsTarget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;

/** Asks all members of a cluster at once; takes as long as the slowest one, within its limit. */
public final class Surveyor {
  private final EtcdApi client;

  /**
   * @param client asks
   */
  public Surveyor(EtcdApi client) {
    this.client = client;
  }

  /**
   * Asks; writes nothing, not even to etcd's log. Ends early, with what has come, when interrupted.
   *
   * @param endpoints of the pods that exist, by name
   */
  public Survey survey(SortedMap<String, HttpsTarget> endpoints) {
    var statuses = new ConcurrentHashMap<String, EtcdAnswer<MemberStatus>>();
    List<Thread> threads = new ArrayList<>();
    endpoints.forEach(
        (name, endpoint) ->
            threads.add(
                Thread.ofVirtual()
                    .name("etcd-survey-" + name)
                    .start(() -> statuses.put(name, client.status(endpoint)))));
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Survey(members(endpoints, statuses), statuses);
  }

  /** Asks those who may know: members with a vote and a leader. */
  private EtcdAnswer<MemberList> members(
      Map<String, HttpsTarget> endpoints, Map<String, EtcdAnswer<MemberStatus>> statuses) {
    EtcdAnswer<MemberList> last =
        new EtcdAnswer.Failed<>(new EtcdFailure.Unreachable(whyNobody(statuses)));
    for (Map.Entry<String, HttpsTarget> endpoint : endpoints.entrySet()) {
      boolean knows =
          java.util.Optional.ofNullable(statuses.get(endpoint.getKey()))
              .flatMap(EtcdAnswer::answered)
              .filter(status -> !status.learner() && status.leader().isPresent())
              .isPresent();
      if (knows) {
        last = client.members(endpoint.getValue());
        if (last instanceof EtcdAnswer.Ok) {
          return last;
        }
      }
    }
    return last;
  }

  private static String whyNobody(Map<String, EtcdAnswer<MemberStatus>> statuses) {
    var reasons = new LinkedHashMap<String, String>();
    statuses.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry ->
                reasons.put(
                    entry.getKey(),
                    entry
                        .getValue()
                        .failed()
                        .map(EtcdFailure::message)
                        .orElse("has no leader or no vote")));
    return reasons.isEmpty() ? "no member runs" : reasons.toString();
  }
}
