package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.test.testbed.Command;
import dev.nestling.test.testbed.EmbeddedCluster;
import dev.nestling.test.testbed.InstalledOperator;
import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.Repository;
import dev.nestling.test.testbed.TenantNamespace;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The operators come, change their version and go, by each of the doors in turn, while a cluster of
 * each kind is at work that was made under the last release. Clients that never retry don't notice;
 * no pod of a cluster starts anew; and whoever comes next takes over what is there.
 */
@Tag("e2e")
@Tag("long")
class InstallationTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final Pattern OURS = Pattern.compile("/nestling-|/olm-|\\.nestling\\.dev$");

  private static final List<String> EVERY_NAMESPACE_HAS =
      List.of("serviceaccount/default", "configmap/kube-root-ca.crt");

  /** The same operators under another name. */
  private static final String NEXT = "next.nestling.dev";

  private final Repository repository = Repository.find();

  @TempDir private Path directory;

  @Test
  void operatorsComeAndGoAndClustersStay() throws InterruptedException {
    var cluster =
        EmbeddedCluster.startAlone(repository, "doors", List.of(repository.images(), nextImages()));
    try (var client = cluster.client()) {
      var helm = new HelmDoor(repository, cluster, version());
      var kubectl = new KubectlDoor(repository, cluster, directory.resolve("release"));
      var olm = new OlmDoor(repository, cluster, client);
      var operators =
          List.of(
              new InstalledOperator(cluster, client, InstalledOperator.OF_LIGHT_CLUSTERS),
              new InstalledOperator(cluster, client, InstalledOperator.OF_FULL_CLUSTERS));
      kubectl.installFormer(version());
      awaitInstalled(operators, Door.REGISTRY);

      try (var tenant = TenantNamespace.create(client, "doors")) {
        var light = NestedCluster.apply(tenant, "light", "endpoint: {type: NodePort}");
        var full = NestedCluster.full(tenant, "full");
        full.apply("endpoint: {type: NodePort}");
        light.awaitReady().awaitPodReady();
        full.awaitReady();
        new ControlPlane(full).awaitSettled();
        var pods = pods(client, tenant.name());
        var writers =
            List.of(SteadyWriter.start(light, "doors"), SteadyWriter.start(full, "doors"));

        for (Door door : List.of(kubectl, helm, olm)) {
          door.install(Door.REGISTRY);
          awaitInstalled(operators, Door.REGISTRY);
          assertLookedAfter(client, tenant.name());
          door.install(NEXT);
          awaitInstalled(operators, NEXT);
          assertLookedAfter(client, tenant.name());
          door.uninstall();
          awaitNothingLeft(cluster);
          writers.forEach(writer -> writer.awaitMoreWritten(PATIENCE));
        }

        helm.install(Door.REGISTRY);
        awaitInstalled(operators, Door.REGISTRY);
        assertLookedAfter(client, tenant.name());
        assertThat(pods(client, tenant.name())).isEqualTo(pods);
        for (SteadyWriter writer : writers) {
          assertThat(writer.failures()).isEmpty();
          assertThat(writer.lost()).isEmpty();
        }

        tenant.delete();
        awaitNothingOf(cluster, tenant);
      }
      helm.uninstall();
      awaitNothingLeft(cluster);
    }
  }

  /** The failure says what is left. */
  private static void awaitNothingOf(EmbeddedCluster cluster, TenantNamespace tenant) {
    await("nothing is left of the clusters")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        cluster.kubectl(
                            "get",
                            "lightclusters,fullclusters,rolebindings,pods,pvc",
                            "-o=wide",
                            "-n",
                            tenant.name()))
                    .startsWith("No resources found"));
  }

  private Path nextImages() {
    Path out = directory.resolve("next");
    Command.run(
        List.of(repository.root().resolve("hack/images").toString()),
        "--registry",
        NEXT,
        "--out",
        out.toString(),
        InstalledOperator.OF_LIGHT_CLUSTERS,
        InstalledOperator.OF_FULL_CLUSTERS);
    return out;
  }

  /** As the archives say: {@code cluster-operator-0.1.0-SNAPSHOT.tar}. */
  private String version() {
    String prefix = InstalledOperator.OF_FULL_CLUSTERS + "-";
    String suffix = ".tar";
    String[] names =
        repository
            .images()
            .toFile()
            .list((parent, name) -> name.startsWith(prefix) && name.endsWith(suffix));
    String name = Objects.requireNonNull(names)[0];
    return name.substring(prefix.length(), name.length() - suffix.length());
  }

  private static void awaitInstalled(List<InstalledOperator> operators, String registry) {
    for (InstalledOperator operator : operators) {
      operator.awaitReady();
      assertThat(operator.pod().getSpec().getContainers().getFirst().getImage())
          .startsWith(registry + "/");
    }
  }

  /** What somebody deletes comes back: so both clusters are under somebody's care. */
  private static void assertLookedAfter(KubernetesClient client, String namespace) {
    var policy =
        client.resources(NetworkPolicy.class).inNamespace(namespace).withName("light-server");
    var budget =
        client.resources(PodDisruptionBudget.class).inNamespace(namespace).withName("full-etcd");
    String oldPolicy = policy.require().getMetadata().getUid();
    String oldBudget = budget.require().getMetadata().getUid();
    policy.delete();
    budget.delete();
    await("what was deleted comes back")
        .atMost(PATIENCE)
        .until(() -> isOther(policy.get(), oldPolicy) && isOther(budget.get(), oldBudget));
  }

  private static boolean isOther(HasMetadata object, String uid) {
    return object != null && !object.getMetadata().getUid().equals(uid);
  }

  /** But for the definitions, a namespace that Helm made, and leases, which nobody owns. */
  private static void awaitNothingLeft(EmbeddedCluster cluster) {
    await("nothing is left of the installation")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(
                      names(
                          cluster.kubectl(
                              "get",
                              "clusterroles,clusterrolebindings,validatingadmissionpolicies,validatingadmissionpolicybindings",
                              "-o=name")))
                  .noneMatch(name -> OURS.matcher(name).find());
              assertThat(
                      names(
                          cluster.kubectl(
                              "get",
                              "pods,deployments,replicasets,serviceaccounts,roles,rolebindings,poddisruptionbudgets,networkpolicies,configmaps,secrets",
                              "-n",
                              InstalledOperator.NAMESPACE,
                              "-o=name",
                              "--ignore-not-found")))
                  .isSubsetOf(EVERY_NAMESPACE_HAS);
            });
  }

  private static List<String> names(String output) {
    return output.lines().filter(line -> line.contains("/")).toList();
  }

  /** Restarts of each pod's containers, by the pod's UID. */
  private static Map<String, Integer> pods(KubernetesClient client, String namespace) {
    Map<String, Integer> pods = new TreeMap<>();
    client
        .pods()
        .inNamespace(namespace)
        .list()
        .getItems()
        .forEach(
            pod ->
                pods.put(
                    pod.getMetadata().getName() + " " + pod.getMetadata().getUid(),
                    pod.getStatus().getContainerStatuses().stream()
                        .mapToInt(status -> status.getRestartCount())
                        .sum()));
    return pods;
  }
}
