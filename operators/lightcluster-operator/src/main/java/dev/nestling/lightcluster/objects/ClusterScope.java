package dev.nestling.lightcluster.objects;

import dev.nestling.api.v1alpha1.EffectiveSpec;
import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.core.plan.Labels;
import dev.nestling.core.plan.Names;
import dev.nestling.core.plan.Owner;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What every object of one cluster is built from: who owns it, what it is called, what was asked.
 *
 * @param namespace the cluster's, and so that of all its objects
 * @param names of its objects
 * @param owner the cluster itself
 * @param spec with every default filled in
 */
public record ClusterScope(String namespace, Names names, Owner owner, EffectiveSpec spec) {

  public static ClusterScope of(LightCluster cluster) {
    return new ClusterScope(
        cluster.getMetadata().getNamespace(),
        new Names(cluster.getMetadata().getName()),
        Owner.of(cluster),
        EffectiveSpec.of(cluster));
  }

  /** Name, namespace, labels and owner of an object. */
  public ObjectMeta metadata(String name, Role role) {
    return metadata(name, role, Map.of());
  }

  /** The same with annotations. */
  public ObjectMeta metadata(String name, Role role, Map<String, String> annotations) {
    ObjectMetaBuilder metadata =
        new ObjectMetaBuilder()
            .withName(name)
            .withNamespace(namespace)
            .withLabels(Labels.of(owner, role.component()))
            .withOwnerReferences(owner.toOwnerReference());
    if (!annotations.isEmpty()) {
      metadata.withAnnotations(annotations);
    }
    return metadata.build();
  }

  /** Metadata of data and keys, which neither pruning nor garbage collection ever deletes. */
  public ObjectMeta identityMetadata(String name, Role role, Map<String, String> annotations) {
    Map<String, String> all = new LinkedHashMap<>(annotations);
    all.put(Labels.KEEP, Labels.KEEP_IDENTITY);
    all.put(Labels.OWNER_UID, owner.uid());
    return new ObjectMetaBuilder(metadata(name, role, all)).withOwnerReferences(List.of()).build();
  }

  /** Selects the server's pods. */
  public Map<String, String> serverSelector() {
    return Labels.selector(owner, Role.SERVER.component());
  }

  /** The name under which clients in the management cluster verify and reach the API. */
  public String serviceHost() {
    return names.api() + "." + namespace + ".svc";
  }
}
