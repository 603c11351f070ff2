package dev.nestling.core.etcd.membership;

/**
 * A place for a member. There is one for each ordinal up to the largest size, whether or not
 * anything exists for it.
 *
 * @param ordinal from 0; those below the wanted size are to be filled
 * @param name of the pod and of the member
 * @param peerUrl the same for every member that ever fills the place
 * @param volume its claim
 * @param pod its pod
 * @param sealed whether its configuration, as it is written, says {@link
 *     dev.nestling.core.etcd.Start.Sealed}
 * @param restartWanted whether the pod runs from an outdated template
 */
public record Slot(
    int ordinal,
    String name,
    String peerUrl,
    Volume volume,
    Pod pod,
    boolean sealed,
    boolean restartWanted) {}
