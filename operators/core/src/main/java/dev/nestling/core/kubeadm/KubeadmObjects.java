package dev.nestling.core.kubeadm;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.stream.Stream;

/** All that joining needs, but for tokens. */
public final class KubeadmObjects {
  private KubeadmObjects() {}

  /**
   * In the order in which they are written: the rights of the published kubeconfigs come first,
   * because their owners wait for nothing else.
   *
   * @param etcdEndpoints client URLs of the cluster's own etcd; none when it has another datastore
   */
  public static List<HasMetadata> of(NestedFacts facts, List<String> etcdEndpoints) {
    return Stream.of(
            SystemRights.objects(),
            ClusterInfo.objects(facts),
            JoinRights.objects(),
            KubeadmConfig.objects(facts, etcdEndpoints),
            KubeletConfig.objects(facts))
        .flatMap(List::stream)
        .toList();
  }
}
