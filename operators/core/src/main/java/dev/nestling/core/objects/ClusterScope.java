package dev.nestling.core.objects;

import dev.nestling.api.v1alpha1.CommonSpec;
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
 * Each kind of cluster has its own, with its whole spec.
 */
public interface ClusterScope {
  /** The cluster's, and so that of all its objects. */
  String namespace();

  /** Of its objects. */
  Names names();

  /** The cluster itself. */
  Owner owner();

  /** What all kinds of cluster have in their specs. */
  CommonSpec common();

  /** The Secrets of the identity, in the order in which they are written. */
  List<String> keyNames();

  /** The claims that may hold data, whether or not they exist. */
  List<String> volumeNames();

  /** Name, namespace, labels and owner of an object. */
  default ObjectMeta metadata(String name, Role role) {
    return metadata(name, role, Map.of());
  }

  /** The same with annotations. */
  default ObjectMeta metadata(String name, Role role, Map<String, String> annotations) {
    ObjectMetaBuilder metadata =
        new ObjectMetaBuilder()
            .withName(name)
            .withNamespace(namespace())
            .withLabels(Labels.of(owner(), role.component()))
            .withOwnerReferences(owner().toOwnerReference());
    if (!annotations.isEmpty()) {
      metadata.withAnnotations(annotations);
    }
    return metadata.build();
  }

  /** Metadata of data and keys, which neither pruning nor garbage collection ever deletes. */
  default ObjectMeta identityMetadata(String name, Role role, Map<String, String> annotations) {
    Map<String, String> all = new LinkedHashMap<>(annotations);
    all.put(Labels.KEEP, Labels.KEEP_IDENTITY);
    all.put(Labels.OWNER_UID, owner().uid());
    return new ObjectMetaBuilder(metadata(name, role, all)).withOwnerReferences(List.of()).build();
  }

  /** Selects the pods of a role. */
  default Map<String, String> selector(Role role) {
    return Labels.selector(owner(), role.component());
  }

  /** The name under which clients in the management cluster verify and reach the API. */
  default String serviceHost() {
    return names().api() + "." + namespace() + ".svc";
  }
}
