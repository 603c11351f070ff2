package dev.nestling.test.api.fullcluster;

import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.test.api.ManagementApi;
import dev.nestling.test.api.ScriptedKubelet;
import dev.nestling.testing.Edit;
import dev.nestling.testing.etcd.ScriptedEtcd;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A real API server in which pods get ready and members of etcd run; namespaces end with it. */
final class FullClusters implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(120);

  final ManagementApi.Server server;
  final KubernetesClient admin;
  final ScriptedEtcd etcd;
  private final ApiPlaces places;
  private final ScriptedKubelet kubelet;
  private final List<String> namespaces = new ArrayList<>();

  FullClusters(ManagementApi.Server server) {
    this.server = server;
    admin = server.client();
    places = new ApiPlaces(admin);
    etcd = new ScriptedEtcd(places);
    kubelet = new ScriptedKubelet(admin);
  }

  synchronized String namespace(String prefix) {
    String namespace = server.newNamespace(prefix);
    namespaces.add(namespace);
    return namespace;
  }

  /**
   * Schedulers and controllers would go on with what is in it. No operator is left that would let
   * its cluster go, and a namespace that can't end is tried again and again.
   */
  void end(String namespace, String cluster) {
    Edit.of(
        find(namespace, cluster),
        left -> {
          left.getMetadata().setFinalizers(List.of());
          return left;
        });
    admin.namespaces().withName(namespace).delete();
  }

  FullOperator operator(String namespace) {
    return FullOperator.start(server.config(), namespace, etcd);
  }

  /** With one member and one of each component, as far as the spec says nothing else. */
  void create(String namespace, String name, String etcdReplicas) {
    admin.resource(cluster(name, etcdReplicas)).inNamespace(namespace).create();
  }

  void scale(String namespace, String name, String etcdReplicas) {
    Edit.of(
        find(namespace, name),
        cluster -> {
          cluster.setSpec(cluster(name, etcdReplicas).getSpec());
          return cluster;
        });
  }

  private static FullCluster cluster(String name, String etcdReplicas) {
    return Serialization.unmarshal(
        """
        apiVersion: nestling.dev/v1alpha1
        kind: FullCluster
        metadata: {name: %s}
        spec:
          replicas: 1
          etcd: {replicas: %s}
          network: {podCIDRs: [10.190.0.0/16], serviceCIDRs: [10.191.0.0/16]}
        """
            .formatted(name, etcdReplicas),
        FullCluster.class);
  }

  Resource<FullCluster> find(String namespace, String name) {
    return admin.resources(FullCluster.class).inNamespace(namespace).withName(name);
  }

  Optional<Condition> condition(String namespace, String name, String type) {
    return Optional.ofNullable(find(namespace, name).get())
        .flatMap(found -> Optional.ofNullable(found.getStatus()))
        .flatMap(status -> Optional.ofNullable(status.conditions()))
        .flatMap(
            conditions ->
                conditions.stream().filter(one -> type.equals(one.getType())).findFirst());
  }

  boolean says(String namespace, String name, String type, String reason) {
    return condition(namespace, name, type)
        .filter(condition -> reason.equals(condition.getReason()))
        .isPresent();
  }

  /** It answers, all of its members vote, and nothing is left to do. */
  boolean isSettled(String namespace, String name, int members) {
    return says(namespace, name, "Ready", "Answered")
        && says(namespace, name, "Progressing", "Settled")
        && says(namespace, name, "EtcdHealthy", "Healthy")
        && says(namespace, name, "AddonsReady", "Applied")
        && Optional.ofNullable(find(namespace, name).get().getStatus().etcd())
            .filter(said -> (members + "/" + members).equals(said.ready()))
            .isPresent();
  }

  void awaitSettled(String namespace, String name, int members) {
    await("a settled cluster of " + members)
        .atMost(LONG)
        .until(() -> isSettled(namespace, name, members));
  }

  @Override
  public void close() {
    kubelet.close();
    places.close();
    namespaces.forEach(namespace -> admin.namespaces().withName(namespace).delete());
  }
}
