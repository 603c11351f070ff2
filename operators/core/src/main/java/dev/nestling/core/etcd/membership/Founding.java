package dev.nestling.core.etcd.membership;

import dev.nestling.core.etcd.EtcdId;

/**
 * Whether the cluster has ever existed. It is recorded beside the etcd CA, in the Secret that lives
 * as long as the identity does: whoever has lost the record has lost the key as well, and nothing
 * starts. Status and volumes may be lost without a second cluster being founded over the first.
 */
public sealed interface Founding {

  /** No pod has ever been allowed to start. */
  record NotBegun() implements Founding {}

  /**
   * Pods may found a cluster of this size; whether they have is not known yet. The size stays even
   * if another one is wanted meanwhile: all founders must name the same members.
   */
  record Begun(int size) implements Founding {}

  /** The cluster has existed: never again may a pod start without data unless it was added. */
  record Done(EtcdId cluster) implements Founding {}
}
