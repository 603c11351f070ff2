package dev.nestling.kubectl.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.kubectl.management.Reading;
import dev.nestling.kubectl.picture.Picture;
import dev.nestling.kubectl.picture.Pictures;
import dev.nestling.kubectl.picture.Subject;
import dev.nestling.kubectl.text.Paint;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CausesTest {
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

  private final Causes causes = new Causes(Guide.load(), NOON);

  @Test
  void theChainGoesFromReadyToTheEvent() {
    assertThat(answer(Pictures.of("unschedulable")))
        .isEqualTo(
            """
            LightCluster edge is not ready, because:
              Ready=False  Unschedulable: 0/1 nodes are available: 1 Insufficient memory.
               └─ Available=False  NotCreated: there is no server yet
                  └─ Progressing=True  Starting: the server is being started
                     └─ Pod edge-server-0  Unschedulable: 0/1 nodes are available: 1 Insufficient memory.
                        └─ Event 40s ago on Pod edge-server-0  FailedScheduling: 0/1 nodes are available: 1 Insufficient memory. no new claims to deallocate
            Beside that:
              EndpointReachable=Unknown  NeverAsked: it was not asked yet
            To do (Unschedulable): the message is the scheduler's: free resources, or change `spec.scheduling` or `spec.resources`
            To do (Starting): wait; if it stays, `Ready` soon says why
            To do (NeverAsked): wait
            """);
    assertThat(causes.of(Pictures.of("unschedulable")).root())
        .map(Cause::what)
        .contains("Pod edge-server-0");
  }

  @Test
  void aReadyClusterMayWaitForSomething() {
    Causes.Found found = causes.of(Pictures.of("full"));

    assertThat(found.chain()).isEmpty();
    assertThat(found.root()).map(Cause::what).contains("Pod prod-etcd-2-0");
    assertThat(found.beside())
        .extracting(Cause::reason)
        .containsExactly("EtcdMemberUnhealthy", "NewerTemplate", "CrashLoopBackOff");
    assertThat(answer(Pictures.of("full")))
        .startsWith("FullCluster prod is ready. What is not as it should be:\n")
        .contains("To do (NewerTemplate): when a restart suits you")
        .contains("has not looked at the last change");
  }

  @Test
  void aReadyClusterWithoutAnyTroubleWaitsForNothing() {
    Picture whole = with(condition("Ready", "True", "Answered"));
    Picture quiet =
        new Picture(
            whole.subject(),
            whole.workloads(),
            Reading.of(List.of()),
            whole.pools(),
            Reading.of(List.of()));

    assertThat(causes.of(quiet).root()).isEmpty();
    assertThat(answer(quiet))
        .isEqualTo("LightCluster edge is ready, and everything is as it should be.\n");
  }

  @Test
  void whatSomebodyDecidedNeedsNoOtherCause() {
    Causes.Found found =
        causes.of(
            with(
                condition("Ready", "False", "Stopped"),
                condition("Available", "False", "Stopped"),
                condition("Progressing", "True", "Starting")));

    assertThat(found.chain()).extracting(Cause::reason).containsExactly("Stopped");
    assertThat(found.beside()).isEmpty();
  }

  @Test
  void aWrongSpecIsDeeperThanWhatFollowsFromIt() {
    assertThat(
            causes
                .of(
                    with(
                        condition("Ready", "False", "NotCreated"),
                        condition("Valid", "False", "NoDefaultStorageClass"),
                        condition("Available", "Unknown", "NeverAsked")))
                .chain())
        .extracting(Cause::reason)
        .startsWith("NotCreated", "NeverAsked", "NoDefaultStorageClass");
  }

  @Test
  void aPoolHasTheAdviceOfPools() {
    assertThat(answer(Pictures.of("shared")))
        .contains("NodePool rack is not ready", "HostKeyMismatch", "`ssh-keyscan` the address");
  }

  @Test
  void whatIsSaidTwiceIsShownOnce() {
    assertThat(causes.of(Pictures.of("shared")).chain()).hasSize(1);
  }

  @Test
  void withoutStatusNobodyHasLooked() {
    assertThat(answer(with()))
        .contains("no operator has looked at it yet")
        .contains("deployment lightcluster-operator");
  }

  @Test
  void anOldEventExplainsNothing() {
    Causes later = new Causes(Guide.load(), NOON.plusSeconds(7200));

    assertThat(later.of(Pictures.of("unschedulable")).chain())
        .extracting(Cause::type)
        .doesNotContain("Event");
  }

  private String answer(Picture picture) {
    return String.join("\n", new Answer(picture, causes.of(picture), Paint.PLAIN).lines()) + "\n";
  }

  private static Condition condition(String type, String status, String reason) {
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage("")
        .build();
  }

  private static Picture with(Condition... conditions) {
    Picture picture = Pictures.of("unschedulable");
    Subject before = picture.subject();
    return new Picture(
        new Subject(
            before.kind(),
            before.metadata(),
            before.seen(),
            List.of(conditions),
            before.facts(),
            before.pool()),
        picture.workloads(),
        picture.pods(),
        picture.pools(),
        picture.events());
  }
}
