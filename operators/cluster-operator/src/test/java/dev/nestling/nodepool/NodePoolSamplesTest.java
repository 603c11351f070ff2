package dev.nestling.nodepool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.runtime.metrics.Gauges;
import dev.nestling.runtime.metrics.Sample;
import dev.nestling.testing.metrics.Exposition;
import dev.nestling.testing.metrics.MetricsPage;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NodePoolSamplesTest {
  private static final NodePool HARDWARE =
      pool(
          """
          spec:
            source: {type: Nodes, nodes: {selector: {}}}
            hosting: {maxClusters: 20}
            sharing: {maxNodes: 10}
          status:
            readyNodes: 2/3
            capacity: {cpu: "12", memory: 48Gi, pods: 330}
            allocatable: {cpu: 7500m, memory: 30Gi, pods: 200}
            promised: {cpu: "5", memory: 10Gi, pods: 12}
            free: {cpu: 2500m, memory: 20Gi, pods: 188}
            hosting: {clusters: 4, waiting: 1}
            sharing: {nodes: 3, waiting: 2}
            conditions: [{type: Ready, status: "True", reason: NodesReady}]
          """);

  private static final NodePool SHARED_MACHINES =
      pool(
          """
          spec:
            source: {type: Machines, machines: {keySecretRef: {name: key}, hosts: [{name: a}, {name: b}]}}
            sharing: {maxNodes: 1}
          status:
            sharing: {nodes: 1, waiting: 0}
          """);

  private static NodePool pool(String more) {
    return Serialization.unmarshal(
        """
        apiVersion: nestling.dev/v1alpha1
        kind: NodePool
        metadata: {name: p, namespace: platform}
        """
            + more,
        NodePool.class);
  }

  private static List<String> lines(NodePool pool) {
    List<Sample> samples = NodePoolSamples.of(pool);
    assertThat(samples)
        .allSatisfy(sample -> assertThat(sample.labelValues()).containsExactly("platform", "p"));
    return samples.stream()
        .map(
            sample ->
                "%s %s"
                    .formatted(
                        sample.metric().name().replace("nestling_node_pool_", ""),
                        String.format("%.1f", sample.value())))
        .toList();
  }

  @Test
  void ofHardware() {
    assertThat(lines(HARDWARE))
        .containsExactly(
            "ready 1.0",
            "nodes_desired 3.0",
            "nodes_ready 2.0",
            "capacity_cpu_cores 12.0",
            "capacity_memory_bytes 51539607552.0",
            "allocatable_cpu_cores 7.5",
            "allocatable_memory_bytes 32212254720.0",
            "promised_cpu_cores 5.0",
            "promised_memory_bytes 10737418240.0",
            "free_cpu_cores 2.5",
            "free_memory_bytes 21474836480.0",
            "clusters_granted 4.0",
            "clusters_waiting 1.0",
            "clusters_limit 20.0",
            "worker_nodes_granted 3.0",
            "pools_waiting 2.0",
            "worker_nodes_limit 10.0");
  }

  @Test
  void ofMachinesThatAreShared() {
    assertThat(lines(SHARED_MACHINES))
        .containsExactly(
            "ready 0.0",
            "machines 2.0",
            "worker_nodes_granted 1.0",
            "pools_waiting 0.0",
            "worker_nodes_limit 1.0");
  }

  @Test
  void ofWorkersThatAreAskedForAndNotThereYet() {
    assertThat(
            lines(
                pool(
                    """
                    spec:
                      source: {type: FromPool, fromPool: {name: hardware}}
                      workers: {clusterRef: {kind: LightCluster, name: c}, replicas: 3}
                    """)))
        .containsExactly("ready 0.0", "nodes_desired 3.0", "nodes_ready 0.0");
    assertThat(
            lines(
                pool(
                    """
                    spec:
                      source: {type: Machines, machines: {keySecretRef: {name: key}, hosts: [{name: a}, {name: b}]}}
                      workers: {clusterRef: {kind: LightCluster, name: c}}
                    status: {readyNodes: 1/1}
                    """)))
        .containsExactly("ready 0.0", "nodes_desired 2.0", "nodes_ready 1.0");
  }

  /** Nobody knows how many there are to be, but those that came. */
  @Test
  void ofMachinesThatJoinByThemselves() {
    String spec =
        """
        spec:
          source: {type: SelfJoin}
          workers: {clusterRef: {kind: LightCluster, name: c}}
        """;
    assertThat(lines(pool(spec))).containsExactly("ready 0.0");
    assertThat(lines(pool(spec + "status: {readyNodes: 1/2}\n")))
        .containsExactly("ready 0.0", "nodes_desired 2.0", "nodes_ready 1.0");
  }

  @Test
  void areThoseOfTheReferencePage() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new Gauges(registry)
        .show(
            Stream.of(HARDWARE, SHARED_MACHINES)
                .flatMap(pool -> NodePoolSamples.of(pool).stream())
                .toList());
    assertThat(Exposition.names(registry.scrape(), ""))
        .isEqualTo(MetricsPage.read().sections("Node pools"));
  }
}
