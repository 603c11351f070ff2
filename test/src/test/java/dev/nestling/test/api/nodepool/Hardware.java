package dev.nestling.test.api.nodepool;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Nodes that nobody runs, kept alive by their leases. */
public final class Hardware implements AutoCloseable {
  private static final String LEASES = "kube-node-lease";
  private static final long BEAT_SECONDS = 5;

  private final KubernetesClient client;
  private final String label;
  private final Set<String> names = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService hearts =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("hearts").daemon().factory());

  /**
   * @param label that they have, with value yes
   */
  public Hardware(KubernetesClient client, String label) {
    this.client = client;
    this.label = label;
    hearts.scheduleWithFixedDelay(this::beat, 0, BEAT_SECONDS, TimeUnit.SECONDS);
  }

  String label() {
    return label;
  }

  /** The API server's controllers take a node for lost that is silent for some forty seconds. */
  private void beat() {
    for (String name : names) {
      try {
        client
            .resource(
                new LeaseBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .withNamespace(LEASES)
                    .endMetadata()
                    .withNewSpec()
                    .withHolderIdentity(name)
                    .withLeaseDurationSeconds(40)
                    .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                    .endSpec()
                    .build())
            .forceConflicts()
            .serverSideApply();
      } catch (KubernetesClientException missed) {
        // The next beat comes soon.
      }
    }
  }

  /** A node that says that it is ready, for as long as the API server believes it. */
  public void add(String name, String cpu, String memory) {
    Node node =
        new NodeBuilder()
            .withNewMetadata()
            .withName(name)
            .addToLabels(label, "yes")
            .endMetadata()
            .build();
    client.resource(node).createOr(NonDeletingOperation::update);
    names.add(name);
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    client
        .nodes()
        .withName(name)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            """
            {"status": {
              "capacity": {"cpu": "%1$s", "memory": "%2$s", "pods": "110"},
              "allocatable": {"cpu": "%1$s", "memory": "%2$s", "pods": "110"},
              "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady",
                "lastHeartbeatTime": "%3$s", "lastTransitionTime": "%3$s"}]}}
            """
                .formatted(cpu, memory, now));
  }

  /** Beats for a node that somebody else made. */
  void keepAlive(String name) {
    names.add(name);
  }

  @Override
  public void close() {
    hearts.shutdownNow();
    client.nodes().withLabel(label, "yes").delete();
    names.forEach(name -> client.leases().inNamespace(LEASES).withName(name).delete());
  }
}
