package dev.nestling.nodepool.claims;

import dev.nestling.core.placement.Claimant;
import dev.nestling.core.placement.Demand;
import dev.nestling.core.placement.PoolReference;
import java.util.Comparator;

/**
 * A cluster, or a pool of worker nodes, that asks for room.
 *
 * @param pool that it names
 * @param demand what it asks for
 * @param since when it was created, as the API writes it
 * @param leaving whether it is being deleted
 */
public record Claim(
    Claimant claimant, PoolReference pool, Demand demand, String since, boolean leaving) {
  /** Who came first is served first. */
  public static final Comparator<Claim> BY_AGE =
      Comparator.comparing(Claim::since)
          .thenComparing(claim -> claim.claimant().namespace())
          .thenComparing(claim -> claim.claimant().name())
          .thenComparing(claim -> claim.claimant().kind());

  public Claim(Claimant claimant, PoolReference pool, Demand demand, String since) {
    this(claimant, pool, demand, since, false);
  }
}
