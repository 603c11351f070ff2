package dev.nestling.core.plan;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The labels of every object, the subset that selects, and the annotations with a meaning of ours.
 */
public final class Labels {
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  public static final String NAME = "app.kubernetes.io/name";
  public static final String INSTANCE = "app.kubernetes.io/instance";
  public static final String COMPONENT = "app.kubernetes.io/component";
  public static final String CLUSTER = "nestling.dev/cluster";
  public static final String CLUSTER_KIND = "nestling.dev/cluster-kind";

  /** On a worker's pod: name and namespace of the pool that the node belongs to. */
  public static final String WORKER_POOL = "nestling.dev/worker-pool";

  public static final String WORKER_POOL_NAMESPACE = "nestling.dev/worker-pool-namespace";

  /** Of the Cluster API contract. */
  public static final String CAPI_CLUSTER_NAME = "cluster.x-k8s.io/cluster-name";

  /** The value of {@link #MANAGED_BY}. */
  public static final String NESTLING = "nestling";

  /** What watches select: objects that are not ours cost no memory. */
  public static final String WATCH_SELECTOR = MANAGED_BY + "=" + NESTLING;

  /**
   * Annotation: "true" on an object that a deleted cluster left for a successor of the same name.
   */
  public static final String RETAINED = "nestling.dev/retained";

  /**
   * Annotation on data and keys: the UID of the cluster that controls them. They have no owner
   * reference, so that no garbage collection decides about them.
   */
  public static final String OWNER_UID = "nestling.dev/owner-uid";

  /** Annotation on the cluster CA: the UID of the first cluster that had these keys. */
  public static final String IDENTITY = "nestling.dev/identity";

  /** Annotation: {@value #KEEP_IDENTITY} on an object that pruning must never delete. */
  public static final String KEEP = "nestling.dev/keep";

  /** The value of {@link #KEEP} on data and keys. */
  public static final String KEEP_IDENTITY = "identity";

  /** Annotation on the StatefulSet: the revision of the template that it was made from. */
  public static final String TEMPLATE_REVISION = "nestling.dev/template-revision";

  /** Annotation on the cluster: the owner accepts templates up to this revision. */
  public static final String ACCEPT_TEMPLATE_REVISION = "nestling.dev/accept-template-revision";

  /** Annotation on the etcd CA: how many members found the cluster; written before any starts. */
  public static final String ETCD_FOUNDERS = "nestling.dev/etcd-founders";

  /** Annotation on the etcd CA: the id of the cluster that has existed. */
  public static final String ETCD_CLUSTER = "nestling.dev/etcd-cluster";

  /** Annotation on a member's volume: the id of the member whose data is in it. */
  public static final String ETCD_MEMBER = "nestling.dev/etcd-member";

  /** Label of everything of one etcd member, and of its pod alone in selectors: its ordinal. */
  public static final String MEMBER = "nestling.dev/member";

  /**
   * Annotation on a member's ConfigMap: how the file in it makes the member start, one of Founding,
   * Joining, Sealed.
   */
  public static final String ETCD_START = "nestling.dev/etcd-start";

  /** Annotation on a pod template: changes when its pods have to start anew for a changed file. */
  public static final String CONFIG_HASH = "nestling.dev/config-hash";

  private Labels() {}

  /**
   * Every label of an object.
   *
   * @param owner the cluster
   * @param component the object's role, such as {@code server}
   */
  public static Map<String, String> of(Owner owner, String component) {
    var labels = new LinkedHashMap<String, String>();
    labels.put(MANAGED_BY, NESTLING);
    labels.put(NAME, owner.kind().toLowerCase(Locale.ROOT));
    labels.put(INSTANCE, owner.name());
    labels.put(CAPI_CLUSTER_NAME, owner.name());
    labels.putAll(selector(owner, component));
    return labels;
  }

  /** The immutable subset that selectors use; a value that is released here can never change. */
  public static Map<String, String> selector(Owner owner, String component) {
    var labels = new LinkedHashMap<String, String>();
    labels.put(CLUSTER, owner.name());
    labels.put(CLUSTER_KIND, owner.kind());
    labels.put(COMPONENT, component);
    return labels;
  }
}
