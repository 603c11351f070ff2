package dev.nestling.core.etcd;

import java.util.Map;
import java.util.Optional;

/**
 * What a cluster says of itself at one time.
 *
 * @param members what a quorum agrees on; a failure when there is none
 * @param statuses what each member asked says, by the name of its pod
 */
public record Survey(
    EtcdAnswer<MemberList> members, Map<String, EtcdAnswer<MemberStatus>> statuses) {

  public Survey {
    statuses = Map.copyOf(statuses);
  }

  /** Of a cluster that nobody has asked yet. */
  public static Survey never() {
    return new Survey(
        new EtcdAnswer.Failed<>(new EtcdFailure.Unreachable("nobody has asked yet")), Map.of());
  }

  /** The status of a pod, if it answered. */
  public Optional<MemberStatus> status(String name) {
    return Optional.ofNullable(statuses.get(name)).flatMap(EtcdAnswer::answered);
  }
}
