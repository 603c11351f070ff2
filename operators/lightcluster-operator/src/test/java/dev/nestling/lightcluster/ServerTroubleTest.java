package dev.nestling.lightcluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.management.ManagementCluster;
import dev.nestling.core.plan.Names;
import dev.nestling.core.plan.Problem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whose fault it is that a pod with a waiting claim is not scheduled: the scheduler's words say.
 */
class ServerTroubleTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Bound   | 0/1 nodes are available: 1 Insufficient memory.                                       | Unschedulable
          Pending | 0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.         | Unschedulable
          Pending | 0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.            | VolumePending
          Pending | 0/3 nodes are available: 3 node(s) did not find available persistent volumes to bind. | VolumePending
          Lost    | 0/1 nodes are available: 1 Insufficient memory.                                       | VolumeLost
          """)
  void namesWhatKeepsThePodFromBeingScheduled(String claim, String scheduler, String reason) {
    assertThat(ServerTrouble.of(new Names("c"), observed(claim, scheduler)).map(Problem::reason))
        .contains(reason);
  }

  private static Observed observed(String claimPhase, String message) {
    HasMetadata claim =
        new PersistentVolumeClaimBuilder()
            .withNewMetadata()
            .withName("c-data")
            .endMetadata()
            .withNewStatus()
            .withPhase(claimPhase)
            .endStatus()
            .build();
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("c-server-0")
            .endMetadata()
            .withNewStatus()
            .addNewCondition()
            .withType("PodScheduled")
            .withStatus("False")
            .withMessage(message)
            .endCondition()
            .endStatus()
            .build();
    return new Observed(
        new Observed.Own(List.of(claim), Optional.of(pod), List.of()),
        Observed.References.NONE,
        new ManagementCluster(List.of(), List.of(), List.of(), List.of(), Set.of()),
        Observed.HealthFacts.NEVER_ASKED);
  }
}
