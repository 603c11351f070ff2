package dev.nestling.lightcluster;

import dev.nestling.core.plan.Plan;
import java.util.Optional;

/**
 * What to do.
 *
 * @param objects what should exist in the management cluster
 * @param rewriteWith the generation of the encryption key to write all Secrets inside with
 */
public record LightClusterPlan(Plan objects, Optional<Integer> rewriteWith) {
  static LightClusterPlan of(Plan objects) {
    return new LightClusterPlan(objects, Optional.empty());
  }
}
