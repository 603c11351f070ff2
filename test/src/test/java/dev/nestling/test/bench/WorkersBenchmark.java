package dev.nestling.test.bench;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.SshMachine;
import dev.nestling.test.testbed.TenantNamespace;
import dev.nestling.test.testbed.Testbed;
import dev.nestling.test.testbed.WorkerImages;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How fast hardware becomes a node, and what a node itself takes. */
@Tag("bench")
class WorkersBenchmark {
  private static final int ROUNDS = Integer.getInteger("bench.workerRounds", 10);
  private static final Duration SETTLING = Duration.ofSeconds(60);

  private final KubernetesClient management = Testbed.get().client();

  @Test
  void hardwareBecomesNodes(@TempDir Path directory) {
    Series pods = new Series();
    Series machines = new Series();
    WorkerImages.provide(Testbed.get());
    String platform = platform();
    var key = SshMachine.Key.generate(directory.resolve("key"));
    try (var tenant = TenantNamespace.create(management, "nodes");
        var machine = SshMachine.start(Testbed.get(), 20, key, SshMachine.Condition.USUAL)) {
      NestedCluster cluster = NestedCluster.apply(tenant, "edge", "{}").awaitReady();
      hardware(platform, tenant.name());
      secret(tenant.name(), key);
      try (var nested = cluster.client()) {
        for (int round = 0; round <= ROUNDS; round++) {
          Duration pod =
              measured(
                  nested,
                  tenant,
                  "pods-0",
                  """
                  {type: FromPool, fromPool: {name: hardware, namespace: %s}}
                  """
                      .formatted(platform),
                  "pods",
                  "replicas: 1, size: {cpu: '1', memory: 1Gi}",
                  round == ROUNDS);
          Duration ssh =
              measured(
                  nested,
                  tenant,
                  machine.name(),
                  """
                  {type: Machines, machines: {keySecretRef: {name: key}, imageArchives: %s,
                    hosts: [{name: %s, address: %s, hostKeys: ['%s']}]}}
                  """
                      .formatted(
                          WorkerImages.DIRECTORY,
                          machine.name(),
                          machine.address(),
                          machine.hostKey()),
                  "machines",
                  "drainTimeout: 1m",
                  round == ROUNDS);
          if (round > 0) {
            pods.add(pod);
            machines.add(ssh);
          }
        }
      }
    } finally {
      management.namespaces().withName(platform).delete();
    }
    var table = new Table("workers-start", "what", "runs", "median s", "min s", "max s");
    table.row("worker pod: applied to Node Ready", "" + pods.size(), pods.cells());
    table.row("machine over SSH: applied to Node Ready", "" + machines.size(), machines.cells());
    table.write();
  }

  /** One pool of one node, from its apply to the node's readiness; then it goes. */
  private Duration measured(
      KubernetesClient nested,
      TenantNamespace tenant,
      String node,
      String source,
      String pool,
      String workers,
      boolean last) {
    NodePool wanted =
        management
            .getKubernetesSerialization()
            .unmarshal(
                """
                apiVersion: nestling.dev/v1alpha1
                kind: NodePool
                metadata: {name: %s, namespace: %s}
                spec: {source: %s, workers: {clusterRef: {kind: LightCluster, name: edge}, %s}}
                """
                    .formatted(pool, tenant.name(), source.strip(), workers),
                NodePool.class);
    management.resource(wanted).create();
    long begun = System.nanoTime();
    long ready =
        Question.when(
            node + " to be ready",
            () -> Readiness.getInstance().isReady(nested.nodes().withName(node).get()));
    if (last) {
      memory(pool);
    }
    management.resource(wanted).delete();
    Question.when(pool + " to be gone", () -> management.resource(wanted).get() == null);
    Question.when(node + " to be gone", () -> nested.nodes().withName(node).get() == null);
    return Duration.ofNanos(ready - begun);
  }

  private String platform() {
    return management
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withGenerateName("platform-")
                .addToLabels("pod-security.kubernetes.io/enforce", "privileged")
                .addToLabels("nestling.dev/clusters", "enabled")
                .endMetadata()
                .build())
        .create()
        .getMetadata()
        .getName();
  }

  private void hardware(String platform, String tenant) {
    management
        .resource(
            management
                .getKubernetesSerialization()
                .unmarshal(
                    """
                    apiVersion: nestling.dev/v1alpha1
                    kind: NodePool
                    metadata: {name: hardware, namespace: %s}
                    spec:
                      source: {type: Nodes, nodes: {selector: {}}}
                      sharing: {allowedNamespaces: {names: [%s]}, burst: true, imageArchives: %s}
                    """
                        .formatted(platform, tenant, WorkerImages.DIRECTORY),
                    NodePool.class))
        .create();
  }

  private void secret(String namespace, SshMachine.Key key) {
    management
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("key")
                .withNamespace(namespace)
                .endMetadata()
                .withStringData(Map.of("ssh-privatekey", key.privateText()))
                .build())
        .create();
  }

  /** Of the programs that make the node, once it had time to settle. */
  private static void memory(String pool) {
    Pause.of(SETTLING);
    var table = new Table("workers-memory-" + pool, "program", "resident MiB", "of it anonymous");
    List<NodeProcess> processes = NodeProcess.all();
    processes.forEach(it -> table.row(it.name(), "" + it.resident(), "" + it.anonymous()));
    table.row(
        "**all**",
        "" + processes.stream().mapToLong(NodeProcess::resident).sum(),
        "" + processes.stream().mapToLong(NodeProcess::anonymous).sum());
    table.write();
  }
}
