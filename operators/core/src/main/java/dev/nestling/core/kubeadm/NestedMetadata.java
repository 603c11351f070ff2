package dev.nestling.core.kubeadm;

import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Name and labels of an object inside a nested cluster. It has no owner there: the cluster that it
 * belongs to is an object of another cluster.
 */
public final class NestedMetadata {
  /** Of everything that nodes and pods of the system need. */
  public static final String SYSTEM = "kube-system";

  /** Of what everybody may read who is allowed to. */
  public static final String PUBLIC = "kube-public";

  /**
   * Of what the tunnel's two ends know of each other. It is a namespace of its own, because every
   * node watches all that happens in it.
   */
  public static final String TUNNEL = "nestling-tunnel";

  /** By which the community's add-ons and its tools find pods. */
  public static final String K8S_APP = "k8s-app";

  private NestedMetadata() {}

  public static ObjectMeta clusterWide(String name) {
    return new ObjectMetaBuilder().withName(name).withLabels(labels(Map.of())).build();
  }

  public static ObjectMeta in(String namespace, String name) {
    return in(namespace, name, Map.of());
  }

  /** With labels beside the one that everything has. */
  public static ObjectMeta in(String namespace, String name, Map<String, String> more) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(namespace)
        .withLabels(labels(more))
        .build();
  }

  /** These and the one that everything has, in a fixed order. */
  public static Map<String, String> labels(Map<String, String> more) {
    var labels = new LinkedHashMap<String, String>();
    labels.put(Labels.MANAGED_BY, Labels.NESTLING);
    more.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> labels.put(entry.getKey(), entry.getValue()));
    return labels;
  }
}
