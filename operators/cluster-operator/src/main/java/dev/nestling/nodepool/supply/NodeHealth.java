package dev.nestling.nodepool.supply;

import java.time.Instant;
import java.util.Optional;

/**
 * How a worker node does inside its cluster.
 *
 * @param ready whether its kubelet says so
 * @param since when that is so; none when it never said anything
 */
public record NodeHealth(boolean ready, Optional<Instant> since) {}
