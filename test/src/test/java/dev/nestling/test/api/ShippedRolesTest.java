package dev.nestling.test.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.test.testbed.Repository;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What config/rbac grants the operators in the whole management cluster. */
class ShippedRolesTest {
  private static final int MOST_WRITES = 12;
  private static final Set<String> READING = Set.of("get", "list", "watch");

  /** Whoever may write these can have a Secret of its namespace shown to him. */
  private static final Set<String> MOUNTING =
      Set.of(
          "pods",
          "podtemplates",
          "replicationcontrollers",
          "daemonsets",
          "deployments",
          "replicasets",
          "statefulsets",
          "jobs",
          "cronjobs");

  private final Path root = Repository.find().root();

  @ParameterizedTest
  @ValueSource(strings = {"lightcluster", "cluster"})
  void fewThingsAreWrittenEverywhere(String operator) {
    assertThat(writes(operator))
        .as("write grants in the whole cluster")
        .hasSizeLessThanOrEqualTo(MOST_WRITES)
        .doesNotContain("*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lightcluster", "cluster"})
  void secretsAreOutOfReachEverywhere(String operator) {
    assertThat(rules(operator + "_operator_role.yaml"))
        .allSatisfy(
            rule -> {
              assertThat(rule.getResources()).doesNotContain("secrets", "*");
              assertThat(rule.getVerbs()).doesNotContain("*", "escalate", "impersonate");
              assertThat(rule.getApiGroups()).doesNotContain("*");
              if (rule.getResources().stream().anyMatch(MOUNTING::contains)) {
                assertThat(rule.getVerbs()).isSubsetOf(READING);
              }
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"lightcluster", "cluster"})
  void theRoleForNamespacesIsBoundByNobody(String operator) throws IOException {
    try (var files = Files.list(root.resolve("config/rbac"))) {
      assertThat(files.filter(file -> file.toString().endsWith("_binding.yaml")))
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(Files.readString(file))
                      .doesNotContain("nestling-" + operator + "-operator-namespaced"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lightcluster", "cluster"})
  void thePageOfPermissionsHasAllOfThem(String operator) throws IOException {
    List<String> rows =
        Files.readString(root.resolve("docs/guides/permissions.md"))
            .split("## The fence")[0]
            .lines()
            .filter(line -> line.startsWith("| " + operator + "-operator |"))
            .map(line -> line.split("\\|")[2].strip().split(",")[0])
            .toList();
    assertThat(rows).containsExactlyInAnyOrderElementsOf(writes(operator));
  }

  /** Each verb on each resource, such as {@code patch lightclusters/status}. */
  private List<String> writes(String operator) {
    List<String> writes = new ArrayList<>();
    for (PolicyRule rule : rules(operator + "_operator_role.yaml")) {
      for (String resource : rule.getResources()) {
        rule.getVerbs().stream()
            .filter(verb -> !READING.contains(verb))
            .forEach(verb -> writes.add(verb + " " + resource));
      }
    }
    return writes;
  }

  private List<PolicyRule> rules(String file) {
    return Stream.of(root.resolve("config/rbac").resolve(file))
        .map(ShippedRolesTest::text)
        .map(text -> new KubernetesSerialization().unmarshal(text, ClusterRole.class))
        .flatMap(role -> role.getRules().stream())
        .toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theFenceNamesBothOperators() throws IOException {
    assertThat(Files.readString(root.resolve("config/rbac/operator_bindings_policy.yaml")))
        .contains(
            "system:serviceaccount:nestling-system:lightcluster-operator",
            "system:serviceaccount:nestling-system:cluster-operator");
  }
}
