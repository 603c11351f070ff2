package dev.nestling.core.etcd.membership;

import dev.nestling.core.etcd.EtcdId;
import dev.nestling.core.plan.Labels;
import java.util.Map;
import java.util.Optional;

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

  /**
   * Reads the record from the etcd CA's annotations. The cluster's id outweighs the founders: once
   * it is written, nobody founds.
   *
   * @throws NumberFormatException when somebody else wrote there
   */
  static Founding of(Map<String, String> annotations) {
    return Optional.ofNullable(annotations.get(Labels.ETCD_CLUSTER))
        .<Founding>map(id -> new Done(new EtcdId(id)))
        .or(
            () ->
                Optional.ofNullable(annotations.get(Labels.ETCD_FOUNDERS))
                    .map(size -> new Begun(Integer.parseInt(size))))
        .orElseGet(NotBegun::new);
  }

  /** What to write for {@link #of} to read. */
  default Map<String, String> annotations() {
    return switch (this) {
      case NotBegun notBegun -> Map.of();
      case Begun(int size) -> Map.of(Labels.ETCD_FOUNDERS, Integer.toString(size));
      case Done(EtcdId cluster) -> Map.of(Labels.ETCD_CLUSTER, cluster.hex());
    };
  }
}
