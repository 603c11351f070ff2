package dev.nestling.fullcluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.apply.Applied;
import dev.nestling.core.nested.Health;
import dev.nestling.core.status.ConditionSet.Finding;
import dev.nestling.testing.golden.Scenario;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FullClusterConditionsTest {
  private final Player player = Clusters.settled();

  @ParameterizedTest
  @CsvSource({
    "'{observedGeneration: 1, replicas: 2, updatedReplicas: 2, readyReplicas: 2}', Settled",
    "'{observedGeneration: 0, replicas: 2, updatedReplicas: 2, readyReplicas: 2}', RollingOut",
    "'{observedGeneration: 1, replicas: 3, updatedReplicas: 2, readyReplicas: 2}', RollingOut",
    "'{observedGeneration: 1, replicas: 2, updatedReplicas: 1, readyReplicas: 2}', RollingOut",
    "'{observedGeneration: 1, replicas: 2, updatedReplicas: 2, readyReplicas: 1}', RollingOut",
    "'{observedGeneration: 1, replicas: 2, updatedReplicas: 2}', RollingOut",
    "'{}', RollingOut"
  })
  void aDeploymentIsSettledWhenAllThatIsWantedIsThereAndNothingElse(String status, String reason) {
    Finding progressing = find("Progressing", withStatus("c-scheduler", status));

    assertThat(progressing.reason()).isEqualTo(reason);
    if (!reason.equals("Settled")) {
      assertThat(progressing.message()).endsWith(": c-scheduler");
    }
  }

  @Test
  void onlyAnAnswerMakesReady() {
    Observed observed = player.observe();
    var learned = observed.learned();
    Observed silent =
        new Observed(
            observed.own(),
            observed.management(),
            new Observed.Learned(
                new Health.Unreachable("refused"),
                learned.outside(),
                learned.etcd(),
                learned.content(),
                learned.rewriting(),
                learned.issuers()),
            observed.referenced());

    assertThat(find("Ready", observed).reason()).isEqualTo("Answered");
    assertThat(find("Ready", silent).reason()).isEqualTo("Unreachable");
    assertThat(find("Progressing", silent).reason()).isEqualTo("WaitingForAnswer");
  }

  @Test
  void eachConditionIsSaidOnce() {
    assertThat(findings(player.observe()).stream().map(Finding::type))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrder(
            "Ready",
            "Available",
            "Progressing",
            "Valid",
            "KeysValid",
            "EndpointReachable",
            "EtcdHealthy",
            "AddonsReady",
            "UpToDate");
  }

  private Observed withStatus(String deployment, String status) {
    Observed observed = player.observe();
    List<HasMetadata> changed =
        observed.own().set().find(Deployment.class, deployment).stream()
            .<HasMetadata>map(
                found ->
                    new DeploymentBuilder(found)
                        .withStatus(
                            Serialization.unmarshal("---\n" + status, DeploymentStatus.class))
                        .build())
            .toList();
    assertThat(changed).hasSize(1);
    return observed.after(changed);
  }

  private Finding find(String type, Observed observed) {
    return findings(observed).stream()
        .filter(finding -> finding.type().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private List<Finding> findings(Observed observed) {
    Result result =
        new Result(
            Clusters.of("{}"),
            observed,
            player.plan(player.observe()),
            new Applied(List.of(), List.of(), List.of(), 0),
            Clusters.IMAGES);
    return FullClusterConditions.of(result, Scenario.START);
  }
}
