package dev.nestling.lightcluster;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.core.pki.Minter;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.runtime.BackgroundEvents;
import dev.nestling.runtime.EventRecorder;
import dev.nestling.runtime.access.Access;
import dev.nestling.runtime.metrics.KindMetrics;
import java.time.Instant;
import java.time.InstantSource;

/**
 * What the reconciler is put together from.
 *
 * @param access where the operator may work
 * @param observer reads
 * @param planner decides
 * @param probes asks nested APIs
 * @param inside keeps what should be inside nested clusters
 * @param backgroundEvents hears what came of both
 * @param events tells what happened
 * @param metrics tells of all clusters in numbers
 * @param images where images come from
 * @param minter the only randomness
 * @param clock the only time
 */
public record Parts(
    Access access,
    Observer observer,
    LightClusterPlanner planner,
    Probes probes,
    NestedKeeper inside,
    BackgroundEvents<LightCluster> backgroundEvents,
    EventRecorder events,
    KindMetrics<LightCluster, Instant> metrics,
    ImageSettings images,
    Minter minter,
    InstantSource clock) {}
