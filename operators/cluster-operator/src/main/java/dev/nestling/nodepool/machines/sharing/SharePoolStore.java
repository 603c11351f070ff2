package dev.nestling.nodepool.machines.sharing;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.core.plan.Owner;
import dev.nestling.nodepool.purpose.WorkerNames;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;

/** The namespace of the pool that has the machines, as a share of them uses it. */
final class SharePoolStore {
  private final KubernetesClient client;
  private final PoolReference hardware;

  SharePoolStore(KubernetesClient client, PoolReference hardware) {
    this.client = client;
    this.hardware = hardware;
  }

  /** The pool that has the machines, or whatever pool is there. */
  Optional<NodePool> pool() {
    return Optional.ofNullable(
        client
            .resources(NodePool.class)
            .inNamespace(hardware.namespace())
            .withName(hardware.name())
            .get());
  }

  /** Takes away with what the machines of a share joined. */
  void removeJoinSecret(PoolReference share, Owner owner) {
    Optional.ofNullable(
            client
                .secrets()
                .inNamespace(hardware.namespace())
                .withName(new WorkerNames(share).object())
                .get())
        .filter(owner::controls)
        .ifPresent(secret -> client.resource(secret).delete());
  }
}
