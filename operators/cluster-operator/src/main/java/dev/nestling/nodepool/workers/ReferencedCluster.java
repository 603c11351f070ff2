package dev.nestling.nodepool.workers;

import dev.nestling.api.v1alpha1.CommonSpec;
import dev.nestling.api.v1alpha1.Power;
import dev.nestling.core.apply.ObjectSet;
import dev.nestling.core.cluster.ApiAtService;
import dev.nestling.core.cluster.JoiningFacts;
import dev.nestling.core.cluster.OperatorCredentials;
import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.nested.NestedTarget;
import dev.nestling.core.objects.ClusterScope;
import dev.nestling.core.plan.Names;
import dev.nestling.core.plan.Owner;
import java.util.List;
import java.util.Optional;

/**
 * The cluster that gets a pool's nodes, as the objects of its control plane show it.
 *
 * @param scope of the cluster
 * @param own of its objects those that it controls
 */
record ReferencedCluster(Scope scope, ObjectSet own) {

  /** What is built from a cluster, whatever its kind; nothing is built here. */
  record Scope(String namespace, Names names, Owner owner, CommonSpec common)
      implements ClusterScope {
    @Override
    public List<String> keyNames() {
      return names.keys();
    }

    @Override
    public List<String> volumeNames() {
      return List.of();
    }
  }

  /** What machines have to know; empty while the API is not published. */
  Optional<NestedFacts> facts() {
    return JoiningFacts.of(scope, own);
  }

  /**
   * Where the operator reaches the API; empty while there is nothing to reach, or no usable key.
   */
  Optional<NestedTarget> target(OperatorCredentials credentials) {
    return scope.common().life().power() == Power.Running
        ? ApiAtService.asOperator(scope, own, credentials)
        : Optional.empty();
  }

  /** Whether its owner has switched it off. */
  boolean isStopped() {
    return scope.common().life().power() == Power.Stopped;
  }
}
