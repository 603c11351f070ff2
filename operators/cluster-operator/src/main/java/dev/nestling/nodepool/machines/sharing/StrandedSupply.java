package dev.nestling.nodepool.machines.sharing;

import dev.nestling.api.v1alpha1.NodePoolConditionTypes;
import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.plan.Problem;
import dev.nestling.nodepool.purpose.Share;
import dev.nestling.nodepool.purpose.Standing;
import dev.nestling.nodepool.supply.Changes;
import dev.nestling.nodepool.supply.Inside;
import dev.nestling.nodepool.supply.Joining;
import dev.nestling.nodepool.supply.Supplied;
import dev.nestling.nodepool.supply.Supply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Nodes of a share whose machines belong to no pool any more. They run on, and nobody logs in to
 * them: without the pool that had them, anybody may have written the record.
 */
final class StrandedSupply implements Supply {
  private final Share share;
  private final Standing standing;
  private final BooleanSupplier abandon;
  private final Runnable remove;

  /**
   * @param abandon forgets the machines if the share's owner has given them up, and says whether
   * @param remove takes away with what they joined
   */
  StrandedSupply(Share share, Standing standing, BooleanSupplier abandon, Runnable remove) {
    this.share = share;
    this.standing = standing;
    this.abandon = abandon;
    this.remove = remove;
  }

  @Override
  public Optional<Problem> obstacle() {
    return standing.problem();
  }

  @Override
  public Optional<Problem> skew(NestedFacts facts) {
    return Optional.empty();
  }

  @Override
  public Map<String, String> files(NestedFacts facts) {
    return Map.of();
  }

  @Override
  public void keep(Joining joining, Inside inside, Instant now) {
    // There is an obstacle: nobody asks for it.
  }

  @Override
  public Changes changes() {
    return Changes.NONE;
  }

  @Override
  public Changes farewell(Inside inside) {
    return Changes.NONE;
  }

  @Override
  public Duration drainTimeout() {
    return share.drainTimeout();
  }

  @Override
  public Optional<Problem> retire(Optional<Inside> inside, Instant now) {
    return abandon.getAsBoolean()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                "MachinesStranded",
                ("NodePool %s, which had the machines, is not there any more, and so nobody may log in to"
                        + " clean them: make it again, or give them up with the annotation"
                        + " nestling.dev/abandon-machines: \"*\" on this pool")
                    .formatted(share.hardware())));
  }

  @Override
  public void remove() {
    remove.run();
  }

  @Override
  public Supplied supplied() {
    return new Supplied(
        share.replicas(),
        Optional.empty(),
        List.of(
            new Supplied.Hardware(
                NodePoolConditionTypes.PLACED, standing.problem(), "Granted", "")),
        Optional.empty(),
        false,
        Optional.empty());
  }
}
