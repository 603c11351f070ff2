package dev.nestling.nodepool.claims;

import dev.nestling.api.v1alpha1.Hosting.AllowedNamespaces;
import dev.nestling.core.placement.PoolReference;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a pool offers to clusters, or to pools of worker nodes.
 *
 * @param namespaces by name, beside the pool's own
 * @param namespaceSelector and by label
 * @param most clusters or worker nodes; none means as many as fit
 */
public record Offer(
    List<String> namespaces, Optional<LabelSelector> namespaceSelector, Optional<Integer> most) {
  public Offer {
    namespaces = List.copyOf(namespaces);
  }

  /**
   * Whether a claimant is let in.
   *
   * @param pool that offers
   * @param labelled namespaces that the selector meets
   */
  public boolean letsIn(Claim claim, PoolReference pool, Set<String> labelled) {
    String namespace = claim.claimant().namespace();
    return namespace.equals(pool.namespace())
        || namespaces.contains(namespace)
        || labelled.contains(namespace);
  }

  public static Offer of(@Nullable AllowedNamespaces let, @Nullable Integer most) {
    Optional<AllowedNamespaces> allowed = Optional.ofNullable(let);
    return new Offer(
        allowed.map(AllowedNamespaces::names).orElse(List.of()),
        allowed.map(AllowedNamespaces::selector),
        Optional.ofNullable(most));
  }
}
