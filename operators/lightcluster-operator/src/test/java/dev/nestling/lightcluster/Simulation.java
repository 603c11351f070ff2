package dev.nestling.lightcluster;

import dev.nestling.testing.golden.Mishaps;
import dev.nestling.testing.golden.PlayedManagement;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;

/** A management cluster in which the server's pod is as the world says. */
final class Simulation extends PlayedManagement {
  private final World world;

  Simulation(World world) {
    super(world);
    this.world = world;
  }

  @Override
  protected HasMetadata accepted(HasMetadata object) {
    return object instanceof StatefulSet server ? server(server) : super.accepted(object);
  }

  private StatefulSet server(StatefulSet server) {
    int replicas = server.getSpec().getReplicas();
    StatefulSetBuilder accepted =
        new StatefulSetBuilder(server)
            .editMetadata()
            .withGeneration(1L)
            .endMetadata()
            .withNewStatus()
            .withObservedGeneration(1L)
            .withReplicas(replicas)
            .withUpdatedReplicas(replicas)
            .withReadyReplicas(Mishaps.is(world.serverReady()) ? replicas : 0)
            .endStatus();
    if (world.olderImage() != null) {
      accepted
          .editSpec()
          .editTemplate()
          .editSpec()
          .editFirstContainer()
          .withImage(world.olderImage())
          .endContainer()
          .endSpec()
          .endTemplate()
          .endSpec();
    }
    return accepted.build();
  }
}
