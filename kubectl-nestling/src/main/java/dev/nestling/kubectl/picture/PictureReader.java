package dev.nestling.kubectl.picture;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.core.plan.Labels;
import dev.nestling.kubectl.management.Failure;
import dev.nestling.kubectl.management.Management;
import dev.nestling.kubectl.management.Reading;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Reads what whoever may {@code view} the namespace may read, all at once. What he may not read is
 * left out with a note.
 */
public record PictureReader(Management management) {

  /**
   * @param withEvents whether events are read, too
   */
  public Picture read(Reference wanted, boolean withEvents) {
    Subject subject = new Subjects(management).find(wanted);
    if (subject.kind() == Kind.NODE_POOL) {
      return new Picture(
          subject,
          Picture.Workloads.NONE,
          Reading.of(List.of()),
          Reading.of(List.of()),
          withEvents ? events() : Reading.of(List.of()));
    }
    Map<String, String> own =
        Map.of(Labels.CLUSTER, subject.name(), Labels.CLUSTER_KIND, subject.kind().word());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var statefulSets =
          threads.submit(() -> labelled("StatefulSets", own, c -> c.apps().statefulSets()));
      var deployments =
          threads.submit(() -> labelled("Deployments", own, c -> c.apps().deployments()));
      var claims =
          threads.submit(
              () ->
                  labelled(
                      "PersistentVolumeClaims", own, KubernetesClient::persistentVolumeClaims));
      var services = threads.submit(() -> labelled("Services", own, KubernetesClient::services));
      Future<Reading<Pod>> pods =
          threads.submit(() -> labelled("pods", own, KubernetesClient::pods));
      Future<Reading<NodePool>> pools = threads.submit(() -> pools(subject));
      Future<Reading<Event>> events =
          threads.submit(() -> withEvents ? events() : Reading.<Event>of(List.of()));
      return new Picture(
          subject,
          new Picture.Workloads(
              statefulSets.get(), deployments.get(), claims.get(), services.get()),
          pods.get(),
          pools.get(),
          events.get());
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Failure failure ? failure : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted", e);
    }
  }

  private Reading<NodePool> pools(Subject subject) {
    Reading<NodePool> all =
        management.listIfAllowed(
            "NodePools",
            client ->
                client
                    .resources(NodePool.class)
                    .inNamespace(management.namespace())
                    .list()
                    .getItems());
    return new Reading<>(
        all.items().stream().filter(pool -> Subjects.isOf(subject, pool)).toList(), all.note());
  }

  private Reading<Event> events() {
    return management.listIfAllowed(
        "events",
        client -> client.v1().events().inNamespace(management.namespace()).list().getItems());
  }

  private <T extends HasMetadata, L extends KubernetesResourceList<T>> Reading<T> labelled(
      String what,
      Map<String, String> labels,
      Function<KubernetesClient, MixedOperation<T, L, ?>> kind) {
    return management.listIfAllowed(
        what,
        client ->
            kind.apply(client)
                .inNamespace(management.namespace())
                .withLabels(labels)
                .list()
                .getItems());
  }
}
