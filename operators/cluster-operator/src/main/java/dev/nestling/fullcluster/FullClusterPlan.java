package dev.nestling.fullcluster;

import dev.nestling.core.plan.Plan;
import java.util.Optional;

/**
 * What to do.
 *
 * @param objects what should exist in the management cluster
 * @param etcd the decision on etcd's members; empty while there are no keys to ask with
 */
public record FullClusterPlan(Plan objects, Optional<EtcdDecision> etcd) {}
