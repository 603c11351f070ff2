package dev.nestling.core.etcd;

import java.util.List;

/**
 * A member as the cluster lists it.
 *
 * @param id for as long as it is a member; a replacement at the same address has another
 * @param name empty until it has started, unless it founded the cluster
 * @param peerUrls where the other members reach it
 * @param clientUrls empty until it has started for the first time
 * @param learner receives everything and has no vote
 */
public record Member(
    EtcdId id, String name, List<String> peerUrls, List<String> clientUrls, boolean learner) {

  public Member {
    peerUrls = List.copyOf(peerUrls);
    clientUrls = List.copyOf(clientUrls);
  }

  /** Whether it counts for the quorum. */
  public boolean voter() {
    return !learner;
  }

  /** Whether it has ever run: from then on it must never start without its data. */
  public boolean started() {
    return !clientUrls.isEmpty();
  }
}
