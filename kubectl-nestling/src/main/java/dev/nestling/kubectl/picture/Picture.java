package dev.nestling.kubectl.picture;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.kubectl.management.Reading;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A cluster, or a pool, and what belongs to it.
 *
 * @param pools that the cluster's nodes come from
 * @param events of everything in the namespace; not read for a mere status
 */
public record Picture(
    Subject subject,
    Workloads workloads,
    Reading<Pod> pods,
    Reading<NodePool> pools,
    Reading<Event> events) {

  /** What the operator made of a cluster. */
  public record Workloads(
      Reading<StatefulSet> statefulSets,
      Reading<Deployment> deployments,
      Reading<PersistentVolumeClaim> claims,
      Reading<Service> services) {

    static final Workloads NONE =
        new Workloads(
            Reading.of(List.of()),
            Reading.of(List.of()),
            Reading.of(List.of()),
            Reading.of(List.of()));

    /** Everything of a cluster, whatever it is. */
    public Stream<HasMetadata> all() {
      return Stream.of(statefulSets, deployments, claims, services)
          .flatMap(reading -> reading.items().stream())
          .map(HasMetadata.class::cast);
    }

    Stream<Optional<String>> notes() {
      return Stream.of(statefulSets, deployments, claims, services).map(Reading::note);
    }
  }

  /** What could not be read. */
  public List<String> notes() {
    return Stream.concat(workloads.notes(), Stream.of(pods.note(), pools.note(), events.note()))
        .flatMap(Optional::stream)
        .toList();
  }
}
