package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.test.testbed.InstalledOperator;
import dev.nestling.test.testbed.Tenant;
import dev.nestling.test.testbed.Testbed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The operator dies while a FullCluster is made and while its etcd grows, on real pods. At each of
 * its writes it dies in the tests against an API server alone.
 */
@Tag("e2e")
@Tag("long")
class FullClusterOperatorLossTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration BLINK = Duration.ofMillis(50);
  private static final String NODE_PORT = "endpoint: {type: NodePort}\n";

  @RegisterExtension static final Tenant TENANT = Tenant.named("steadfast");

  private final InstalledOperator operator = Testbed.get().clusterOperator();

  @Test
  void whatItHadBegunIsFinishedAndNothingIsLost() throws InterruptedException {
    var control = new ControlPlane(TENANT.applyFull("prod", NODE_PORT));
    killOnceThereIs(control, "etcd");
    killOnceThereIs(control, "apiserver");
    operator.awaitReady();
    control.cluster().awaitReady();
    control.awaitSettled();
    assertThat(control.pods("etcd")).hasSize(3);

    var writer = SteadyWriter.start(control.cluster(), "steadfast");
    control.cluster().apply(NODE_PORT + "etcd: {replicas: 5}");
    await("a fourth member")
        .atMost(PATIENCE)
        .pollInterval(BLINK)
        .until(() -> control.pods("etcd").size() == 4);
    operator.kill();
    control.awaitMembers(5);

    assertThat(writer.failures()).isEmpty();
    assertThat(writer.lost()).isEmpty();
    assertThat(List.of("etcd", "apiserver", "controller-manager", "scheduler"))
        .allSatisfy(
            component ->
                assertThat(control.pods(component))
                    .as(component)
                    .allSatisfy(
                        pod ->
                            assertThat(pod.getStatus().getContainerStatuses())
                                .allSatisfy(
                                    container ->
                                        assertThat(container.getRestartCount()).isZero())));
  }

  private void killOnceThereIs(ControlPlane control, String component) {
    await("a pod of " + component)
        .atMost(PATIENCE)
        .pollInterval(BLINK)
        .until(() -> !control.pods(component).isEmpty());
    operator.kill();
  }
}
