package dev.nestling.testing.etcd;

import java.util.Optional;

/** What a scripted etcd knows of the cluster that its pods run in. */
@FunctionalInterface
public interface Places {

  /**
   * What a pod would run with.
   *
   * @param volume the UID of its claim: what is in it lives as long
   * @param configuration the text of the file that it is started with
   */
  record Place(String volume, String configuration) {}

  /** Empty while the pod can't run: it, its claim or its configuration is missing. */
  Optional<Place> find(String namespace, String pod);
}
