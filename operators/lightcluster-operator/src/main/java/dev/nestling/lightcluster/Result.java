package dev.nestling.lightcluster;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.core.apply.Applied;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.core.plan.Plan;
import dev.nestling.lightcluster.objects.ClusterScope;

/**
 * One reconcile's result: what its status is made from.
 *
 * @param cluster as it was read
 * @param observed the world after applying
 * @param plan what should exist
 * @param applied what came of it
 * @param images what this operator would run
 */
record Result(
    LightCluster cluster, Observed observed, Plan plan, Applied applied, ImageSettings images) {

  ClusterScope scope() {
    return ClusterScope.of(cluster);
  }
}
