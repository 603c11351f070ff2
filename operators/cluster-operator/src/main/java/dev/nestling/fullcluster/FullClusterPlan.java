package dev.nestling.fullcluster;

import dev.nestling.core.plan.Plan;
import java.util.Optional;

/**
 * What to do.
 *
 * @param objects what should exist in the management cluster
 * @param etcd the decision on etcd's members; empty while there are no keys to ask with
 * @param rewriteWith the generation of the encryption key to write all Secrets with
 */
public record FullClusterPlan(
    Plan objects, Optional<EtcdDecision> etcd, Optional<Integer> rewriteWith) {
  /** A plan without keys: nobody inside can be asked for anything. */
  static FullClusterPlan withoutKeys(Plan objects) {
    return new FullClusterPlan(objects, Optional.empty(), Optional.empty());
  }
}
