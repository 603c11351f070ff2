package dev.nestling.nodepool.hosting;

import dev.nestling.api.v1alpha1.Hosting;
import dev.nestling.api.v1alpha1.Hosting.AllowedNamespaces;
import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolSource;
import dev.nestling.core.placement.PoolMark;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.core.plan.Owner;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import java.util.Optional;

/**
 * What a NodePool asks for, with every default filled in.
 *
 * @param reference its name
 * @param owner the pool itself
 * @param selector of its nodes
 * @param dedicated whether nothing else is scheduled there
 * @param hosting whose control planes may run there; nobody's when there is none
 */
record PoolScope(
    PoolReference reference,
    Owner owner,
    LabelSelector selector,
    boolean dedicated,
    Optional<Offer> hosting) {

  /**
   * What is offered to clusters.
   *
   * @param namespaces by name, beside the pool's own
   * @param namespaceSelector and by label
   * @param maxClusters none means as many as fit
   */
  record Offer(
      List<String> namespaces,
      Optional<LabelSelector> namespaceSelector,
      Optional<Integer> maxClusters) {}

  static PoolScope of(NodePool pool) {
    NodePoolSource.Nodes nodes = pool.getSpec().source().nodes();
    if (nodes == null) {
      throw new IllegalArgumentException("spec.source.nodes is missing");
    }
    return new PoolScope(
        new PoolReference(pool.getMetadata().getNamespace(), pool.getMetadata().getName()),
        Owner.of(pool),
        nodes.selector(),
        Boolean.TRUE.equals(nodes.dedicate()),
        Optional.ofNullable(pool.getSpec().hosting()).map(PoolScope::offer));
  }

  private static Offer offer(Hosting hosting) {
    Optional<AllowedNamespaces> allowed = Optional.ofNullable(hosting.allowedNamespaces());
    return new Offer(
        allowed.map(AllowedNamespaces::names).orElse(List.of()),
        allowed.map(AllowedNamespaces::selector),
        Optional.ofNullable(hosting.maxClusters()));
  }

  PoolMark mark() {
    return new PoolMark(reference.mark());
  }
}
