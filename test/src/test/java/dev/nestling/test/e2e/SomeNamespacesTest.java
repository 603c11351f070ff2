package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.test.testbed.EmbeddedCluster;
import dev.nestling.test.testbed.InstalledOperator;
import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.Repository;
import dev.nestling.test.testbed.TenantNamespace;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Operators that look at some namespaces alone: installed by Helm into a real cluster, first
 * without any right outside of one namespace, then for two.
 */
@Tag("e2e")
@Tag("long")
class SomeNamespacesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final List<String> OPERATORS =
      List.of(InstalledOperator.OF_LIGHT_CLUSTERS, InstalledOperator.OF_FULL_CLUSTERS);

  private final Repository repository = Repository.find();

  @Test
  void theyWorkInTheseAndSeeNothingOfOthers() {
    var cluster =
        EmbeddedCluster.startAlone(repository, "namespaces", List.of(repository.images()));
    try (var client = cluster.client();
        var inside = TenantNamespace.create(client, "inside");
        var outside = TenantNamespace.create(client, "outside")) {
      var helm = new HelmDoor(repository, cluster, "");
      helm.install(values(Map.of("namespaces[0]", inside.name(), "clusterReads", false)));
      awaitReady(cluster, client);
      assertNoRights(client, outside.name());
      assertThat(may(client, "list", "nodes", "")).isFalse();

      var light = NestedCluster.apply(inside, "light", "");
      var full = NestedCluster.full(inside, "full");
      full.apply("");
      var unseen = NestedCluster.apply(outside, "unseen", "endpoint: {type: NodePort}");
      pool(client, inside.name());
      light.awaitReady();
      full.awaitReady();
      awaitPoolRefused(client, inside.name());
      assertUntouched(unseen);

      helm.install(
          values(
              Map.of(
                  "namespaces[0]",
                  inside.name(),
                  "namespaces[1]",
                  outside.name(),
                  "env[0].name",
                  "OTEL_EXPORTER_OTLP_ENDPOINT",
                  "env[0].value",
                  "http://127.0.0.1:4318")));
      awaitReady(cluster, client);
      unseen.awaitReady();
      assertThat(may(client, "list", "nodes", "")).isTrue();
      assertThat(may(client, "patch", "nodes", "")).isFalse();
      assertNoRights(client, "kube-system");
      awaitTraced(cluster, client);

      for (NestedCluster nested : List.of(light, full, unseen)) {
        nested.delete();
      }
      pools(client, inside.name()).delete();
      await("nothing is left")
          .atMost(PATIENCE)
          .until(
              () ->
                  pools(client, inside.name()).get() == null
                      && List.of(light, full, unseen).stream()
                          .allMatch(nested -> nested.object().isEmpty()));
      helm.uninstall();
    }
  }

  private static Map<String, Object> values(Map<String, Object> more) {
    Map<String, Object> values = new HashMap<>(HelmDoor.ofThisBuild());
    values.putAll(more);
    return values;
  }

  private static void awaitReady(EmbeddedCluster cluster, KubernetesClient client) {
    for (String operator : OPERATORS) {
      new InstalledOperator(cluster, client, operator).awaitReady();
    }
  }

  /** Nobody listens there: that it was tried is in the log, from the very image that is shipped. */
  private static void awaitTraced(EmbeddedCluster cluster, KubernetesClient client) {
    for (String operator : OPERATORS) {
      await("an exporter of traces that finds no collector")
          .atMost(PATIENCE)
          .until(
              () ->
                  new InstalledOperator(cluster, client, operator)
                      .log(2000)
                      .contains("io.opentelemetry.exporter"));
    }
  }

  private static void assertNoRights(KubernetesClient client, String namespace) {
    for (String verb : List.of("get", "list", "create")) {
      for (String resource : List.of("secrets", "pods", "configmaps", "rolebindings")) {
        assertThat(may(client, verb, resource, namespace))
            .as("%s %s in %s", verb, resource, namespace)
            .isFalse();
      }
    }
  }

  /** Whether either of the operators may. */
  private static boolean may(
      KubernetesClient client, String verb, String resource, String namespace) {
    String group = resource.equals("rolebindings") ? "rbac.authorization.k8s.io" : "";
    return OPERATORS.stream()
        .anyMatch(
            operator ->
                client
                    .authorization()
                    .v1()
                    .subjectAccessReview()
                    .create(
                        new SubjectAccessReviewBuilder()
                            .withNewSpec()
                            .withUser(
                                "system:serviceaccount:"
                                    + InstalledOperator.NAMESPACE
                                    + ":"
                                    + operator)
                            .withNewResourceAttributes()
                            .withGroup(group)
                            .withNamespace(namespace)
                            .withVerb(verb)
                            .withResource(resource)
                            .endResourceAttributes()
                            .endSpec()
                            .build())
                    .getStatus()
                    .getAllowed());
  }

  private static void pool(KubernetesClient client, String namespace) {
    client
        .resource(
            """
            apiVersion: nestling.dev/v1alpha1
            kind: NodePool
            metadata: {name: hardware, namespace: %s}
            spec: {source: {type: Nodes, nodes: {selector: {}}}, hosting: {}}
            """
                .formatted(namespace))
        .create();
  }

  private static Resource<GenericKubernetesResource> pools(
      KubernetesClient client, String namespace) {
    return client
        .genericKubernetesResources("nestling.dev/v1alpha1", "NodePool")
        .inNamespace(namespace)
        .withName("hardware");
  }

  private static void awaitPoolRefused(KubernetesClient client, String namespace) {
    await("the pool of nodes says that it takes another operator")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        pools(client, namespace)
                            .require()
                            .<List<Map<String, Object>>>get("status", "conditions"))
                    .anyMatch(condition -> "NodesOutOfReach".equals(condition.get("reason"))));
  }

  private static void assertUntouched(NestedCluster unseen) {
    var object = unseen.object().orElseThrow();
    assertThat(object.getMetadata().getFinalizers()).isNullOrEmpty();
    assertThat(object.<Object>get("status")).isNull();
  }
}
