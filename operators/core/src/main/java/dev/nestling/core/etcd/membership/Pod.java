package dev.nestling.core.etcd.membership;

import java.time.Duration;

/** What is known of a member's pod. */
public sealed interface Pod {

  /** There is none. */
  record Absent() implements Pod {}

  /** It is ready. */
  record Ready() implements Pod {}

  /**
   * It is not ready.
   *
   * @param lasting for how long
   * @param message why, for the owner
   */
  record NotReady(Duration lasting, String message) implements Pod {}

  /** It ended because its volume has no data of a member: see {@link StartRefusal}. */
  record FoundNoData() implements Pod {}
}
