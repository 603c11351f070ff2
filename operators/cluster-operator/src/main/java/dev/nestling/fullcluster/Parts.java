package dev.nestling.fullcluster;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.core.pki.Minter;
import dev.nestling.runtime.BackgroundEvents;
import dev.nestling.runtime.EventRecorder;
import dev.nestling.runtime.access.Access;
import dev.nestling.runtime.metrics.KindMetrics;
import java.time.InstantSource;

/**
 * What the reconciler is put together from.
 *
 * @param access where the operator may work
 * @param observer reads
 * @param planner decides
 * @param background asks nested clusters
 * @param backgroundEvents hears their answers
 * @param events tells what happened
 * @param metrics tells of all clusters in numbers
 * @param minter the only randomness
 * @param clock the only time
 */
public record Parts(
    Access access,
    Observer observer,
    FullClusterPlanner planner,
    Background background,
    BackgroundEvents<FullCluster> backgroundEvents,
    EventRecorder events,
    KindMetrics<FullCluster, FullClusterFindings> metrics,
    Minter minter,
    InstantSource clock) {}
