package dev.nestling.lightcluster;

import dev.nestling.core.apply.Applied;
import dev.nestling.core.apply.ApplyFailure;
import dev.nestling.core.apply.Identity;
import dev.nestling.core.apply.NameConflict;
import dev.nestling.core.apply.ObjectRef;
import dev.nestling.core.plan.Labels;
import dev.nestling.core.plan.Plan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Does to planned objects what a management cluster would: nothing but what scenarios need. */
final class Simulation {
  static final String CLUSTER_IP = "10.96.1.2";
  private static final int NODE_PORT = 30443;

  private final World world;

  Simulation(World world) {
    this.world = world;
  }

  /** What applying the plan comes to. */
  Applied apply(Plan plan) {
    List<HasMetadata> after = new ArrayList<>();
    for (HasMetadata object : plan.objects()) {
      String name = object.getKind() + " " + object.getMetadata().getName();
      if (name.equals(world.conflict())) {
        return new Applied(
            after,
            List.of(
                new NameConflict(
                    ObjectRef.of(object),
                    new NameConflict.Holder.Controller("FullCluster", "other", "uid-of-other"))),
            List.of(),
            0);
      }
      if (name.equals(world.refused())) {
        return new Applied(
            after,
            List.of(),
            List.of(new ApplyFailure(ObjectRef.of(object), "Invalid", name + " was refused")),
            0);
      }
      after.add(accepted(object));
    }
    return new Applied(after, List.of(), List.of(), 0);
  }

  private HasMetadata accepted(HasMetadata object) {
    return switch (object) {
      case Service service -> service(service);
      case StatefulSet server -> server(server);
      default -> object;
    };
  }

  private Service service(Service service) {
    if (World.is(world.withoutAddress())) {
      return service;
    }
    ServiceBuilder accepted =
        new ServiceBuilder(service)
            .editSpec()
            .withClusterIP(CLUSTER_IP)
            .withClusterIPs(CLUSTER_IP)
            .endSpec();
    if (!service.getSpec().getType().equals("ClusterIP")
        && service.getSpec().getPorts().getFirst().getNodePort() == null) {
      accepted.editSpec().editFirstPort().withNodePort(NODE_PORT).endPort().endSpec();
    }
    if (world.balancer() != null) {
      boolean address = Character.isDigit(world.balancer().charAt(0));
      accepted
          .withNewStatus()
          .withNewLoadBalancer()
          .addNewIngress()
          .withIp(address ? world.balancer() : null)
          .withHostname(address ? null : world.balancer())
          .endIngress()
          .endLoadBalancer()
          .endStatus();
    }
    return accepted.build();
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
            .withReadyReplicas(World.is(world.serverReady()) ? replicas : 0)
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

  /** What is left of objects after the world had its way with them. */
  List<HasMetadata> remains(List<HasMetadata> objects) {
    return objects.stream()
        .filter(object -> !world.isLost(name(object)))
        .filter(object -> !world.isOfNamesake() || Identity.isPartOf(object))
        .map(object -> World.is(world.retained()) ? orphan(object) : object)
        .map(object -> world.isLeaving(name(object)) ? leaving(object) : object)
        .map(object -> world.isDamaged(name(object)) ? damage(object) : object)
        .toList();
  }

  private static String name(HasMetadata object) {
    return object.getKind() + " " + object.getMetadata().getName();
  }

  private static HasMetadata orphan(HasMetadata object) {
    Map<String, String> annotations = new HashMap<>(object.getMetadata().getAnnotations());
    annotations.put(Labels.RETAINED, "true");
    annotations.remove(Labels.OWNER_UID);
    object.getMetadata().setAnnotations(annotations);
    return object;
  }

  private static HasMetadata leaving(HasMetadata object) {
    object.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
    return object;
  }

  private static HasMetadata damage(HasMetadata object) {
    return new SecretBuilder((Secret) object).withData(Map.of("tls.crt", "AAAA")).build();
  }
}
