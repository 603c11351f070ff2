package dev.nestling.nodepool.hosting;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolSource;
import dev.nestling.core.placement.Claimant;
import dev.nestling.core.placement.PoolMark;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.core.plan.Owner;
import dev.nestling.nodepool.claims.Offer;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.Optional;

/**
 * What a NodePool asks for, with every default filled in.
 *
 * @param reference its name
 * @param owner the pool itself
 * @param selector of its nodes
 * @param dedicated whether nothing else is scheduled there
 * @param hosting whose control planes may run there; nobody's when there is none
 * @param sharing whose worker nodes may; nobody's when there is none
 */
record PoolScope(
    PoolReference reference,
    Owner owner,
    LabelSelector selector,
    boolean dedicated,
    Optional<Offer> hosting,
    Optional<Offer> sharing) {

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
        Optional.ofNullable(pool.getSpec().hosting())
            .map(it -> Offer.of(it.allowedNamespaces(), it.maxClusters())),
        Optional.ofNullable(pool.getSpec().sharing())
            .map(it -> Offer.of(it.allowedNamespaces(), it.maxNodes())));
  }

  /** What is offered to those of a claimant's kind. */
  Optional<Offer> offerTo(Claimant claimant) {
    return claimant.isPool() ? sharing : hosting;
  }

  PoolMark mark() {
    return new PoolMark(reference.mark());
  }
}
