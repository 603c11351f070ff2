package dev.nestling.test.api.nodepool;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Nodes that nobody runs.
 *
 * @param label that they have, with value yes
 */
record Hardware(KubernetesClient client, String label) implements AutoCloseable {

  /** A node that says that it is ready, for as long as the API server believes it. */
  void add(String name, String cpu, String memory) {
    Node node =
        new NodeBuilder()
            .withNewMetadata()
            .withName(name)
            .addToLabels(label, "yes")
            .endMetadata()
            .build();
    client.resource(node).createOr(NonDeletingOperation::update);
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

  @Override
  public void close() {
    client.nodes().withLabel(label, "yes").delete();
  }
}
