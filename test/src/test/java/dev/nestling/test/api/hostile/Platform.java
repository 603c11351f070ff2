package dev.nestling.test.api.hostile;

import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.core.https.HttpAnswer;
import dev.nestling.core.https.HttpQuestion;
import dev.nestling.core.nested.Health;
import dev.nestling.core.nested.NestedTarget;
import dev.nestling.core.nested.api.Questioning;
import dev.nestling.test.api.ManagementApi;
import dev.nestling.test.api.OwnObjects;
import dev.nestling.test.api.RestrictedFullClusters;
import dev.nestling.test.api.RestrictedLightClusters;
import dev.nestling.test.api.ScriptedKubelet;
import dev.nestling.test.api.ShippedRights;
import dev.nestling.test.api.fullcluster.ApiPlaces;
import dev.nestling.test.api.nodepool.Hardware;
import dev.nestling.test.api.nodepool.PoolOperator;
import dev.nestling.testing.ScriptedNestedCluster;
import dev.nestling.testing.etcd.ScriptedEtcd;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * A management cluster as the platform team runs it: both operators beside each other with the
 * shipped rights, an innocent cluster and hardware in a namespace. Pods only say that they run.
 * Etcd and the APIs of FullClusters are scripts, so that all pods are made; LightClusters are asked
 * as in production.
 */
public final class Platform implements AutoCloseable {
  public static final Duration PATIENCE = Duration.ofMinutes(5);
  static final String INNOCENT = "innocent";

  private final KubernetesClient admin;
  private final String namespace;
  private final ScriptedKubelet kubelet;
  private final ApiPlaces places;
  private final Hardware hardware;
  private final RestrictedLightClusters lightClusters;
  private final RestrictedFullClusters fullClusters;
  private final PoolOperator pools;

  private Platform(ManagementApi.Server server, Questioning clusters) throws IOException {
    admin = server.client();
    namespace = server.newNamespace("innocent");
    kubelet = new ScriptedKubelet(admin);
    places = new ApiPlaces(admin);
    hardware = new Hardware(admin, "hostile.test/hardware");
    hardware.add("hardware-of-" + namespace, "8", "16Gi");
    ShippedRoles.install(admin);
    lightClusters = RestrictedLightClusters.start(server, ShippedRights.install(server));
    fullClusters =
        RestrictedFullClusters.start(
            server,
            new ScriptedEtcd(places),
            new ScriptedNestedCluster().answerAll(new Health.Answered("v1.36.3", Instant.now())));
    pools = PoolOperator.start(ShippedRights.installForFullClusters(server), clusters);
  }

  /** Returns when the innocent ones have all that they need. */
  static Platform start(ManagementApi.Server server) throws IOException {
    return start(server, Platform::nobody);
  }

  /**
   * @param clusters that get nodes, as the operator of pools asks them
   */
  public static Platform start(ManagementApi.Server server, Questioning clusters)
      throws IOException {
    Platform platform = new Platform(server, clusters);
    platform.settle();
    return platform;
  }

  private static HttpAnswer nobody(NestedTarget target, HttpQuestion question, Duration patience)
      throws IOException {
    throw new IOException("there are no clusters here");
  }

  private void settle() {
    apply("LightCluster", INNOCENT, "network: " + RANGES);
    apply("FullCluster", INNOCENT + "-full", "network: " + RANGES);
    apply(
        "NodePool",
        "hardware",
        """
        source: {type: Nodes, nodes: {selector: {matchLabels: {hostile.test/hardware: "yes"}}, dedicate: true}}
          hosting: {}
          sharing: {}\
        """);
    admin
        .resource(
            admin
                .getKubernetesSerialization()
                .<HasMetadata>unmarshal(
                    """
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: database, namespace: %s}
                    stringData: {endpoint: "postgres://innocent:secret@192.0.2.1/innocent"}
                    """
                        .formatted(namespace)))
        .create();
    awaitObjectsOf(INNOCENT, Set.of("StatefulSet innocent-server", "Secret innocent-kubeconfig"));
    awaitObjectsOf(
        INNOCENT + "-full",
        Set.of("Deployment innocent-full-scheduler", "Secret innocent-full-kubeconfig"));
    await("the pool has its node")
        .atMost(PATIENCE)
        .until(
            () ->
                admin.nodes().withLabel("nestling.dev/node-pool").list().getItems().stream()
                    .anyMatch(
                        node -> node.getMetadata().getName().equals("hardware-of-" + namespace)));
  }

  /** Ranges that the tests' own API server does not have. */
  private static final String RANGES = "{podCIDRs: [10.190.0.0/16], serviceCIDRs: [10.191.0.0/16]}";

  /** A LightCluster of the innocent ones, which has to be made promptly. */
  void makesAnother(String name) {
    apply("LightCluster", name, "network: " + RANGES);
    awaitObjectsOf(name, Set.of("StatefulSet " + name + "-server", "Secret " + name + "-ca"));
  }

  private void awaitObjectsOf(String cluster, Set<String> objects) {
    await("the objects of " + cluster)
        .atMost(PATIENCE)
        .until(() -> new OwnObjects(admin, namespace).all().keySet().containsAll(objects));
  }

  private void apply(String kind, String name, String spec) {
    admin
        .resource(
            admin
                .getKubernetesSerialization()
                .<HasMetadata>unmarshal(
                    """
                    apiVersion: nestling.dev/v1alpha1
                    kind: %s
                    metadata: {name: %s, namespace: %s}
                    spec:
                      %s
                    """
                        .formatted(kind, name, namespace, spec)))
        .create();
  }

  public String namespace() {
    return namespace;
  }

  String uidOfTheInnocent() {
    return admin
        .resources(LightCluster.class)
        .inNamespace(namespace)
        .withName(INNOCENT)
        .require()
        .getMetadata()
        .getUid();
  }

  @Override
  public void close() {
    pools.close();
    fullClusters.close();
    lightClusters.close();
    hardware.close();
    places.close();
    kubelet.close();
    admin.namespaces().withName(namespace).delete();
    ShippedRoles.releaseHardware(admin);
  }
}
