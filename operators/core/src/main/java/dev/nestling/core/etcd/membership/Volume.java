package dev.nestling.core.etcd.membership;

import dev.nestling.core.etcd.EtcdId;

/** What is known of a member's volume claim. */
public sealed interface Volume {

  /** There is no claim. */
  record Missing() implements Volume {}

  /** There is a claim without a mark: nothing was recorded of its content. */
  record Unmarked() implements Volume {}

  /**
   * There is a claim with the mark of a member, written before that member was first started on it.
   */
  record Marked(EtcdId member) implements Volume {}

  /** The claim is being deleted: the data goes when the pod does. */
  record Leaving() implements Volume {}
}
