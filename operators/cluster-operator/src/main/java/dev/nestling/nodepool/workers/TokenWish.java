package dev.nestling.nodepool.workers;

import dev.nestling.core.nested.NestedTarget;
import java.time.Duration;
import java.util.Optional;

/**
 * Which token of a pool is good inside its cluster.
 *
 * @param target the cluster's API
 * @param pool name of the pool
 * @param token that is given out; none takes all of the pool's back
 * @param ttl none of the pool's is good for longer
 */
record TokenWish(NestedTarget target, String pool, Optional<JoinToken> token, Duration ttl)
    implements ClusterRound.Wish {}
