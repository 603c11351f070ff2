package dev.nestling.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.testing.apiserver.MockApiServer;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In real processes, because it is their end that matters. */
class LeadershipTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final MockApiServer server = MockApiServer.start();
  private final KubernetesClient client = server.client();
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void install() {
    server.install(Widget.class);
  }

  @AfterEach
  void stop() {
    processes.forEach(Process::destroyForcibly);
    server.close();
  }

  @Test
  void aProcessThatIsAskedToStopEndsAndGivesTheLeaseBack() throws Exception {
    Process leader = start("one");
    awaitHolder("one");
    leader.destroy();
    assertThat(leader.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("it ended").isTrue();
    assertThat(holder()).isEmpty();
  }

  @Test
  void theSuccessorDoesNotWaitForTheLeaseToExpire() throws Exception {
    Process leader = start("one");
    awaitHolder("one");
    start("two");
    await().atMost(PATIENCE).until(this::twoClientsAskForTheLease);
    leader.destroy();
    assertThat(leader.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    Duration halfTheLease = Leadership.LEASE.dividedBy(2);
    await().atMost(halfTheLease).until(() -> holder().equals(Optional.of("two")));
  }

  @Test
  void aProcessThatLosesTheLeaseEndsAtOnce() throws Exception {
    Process leader = start("one");
    awaitHolder("one");
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
    client
        .leases()
        .inNamespace("default")
        .withName("widgets")
        .edit(
            lease ->
                new LeaseBuilder(lease)
                    .editSpec()
                    .withHolderIdentity("thief")
                    .withRenewTime(now)
                    .endSpec()
                    .build());
    assertThat(leader.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("it ended").isTrue();
    assertThat(leader.exitValue()).isEqualTo(1);
    assertThat(holder()).as("the thief's lease is not touched").contains("thief");
  }

  private boolean twoClientsAskForTheLease() {
    return server.journal().requests(r -> r.resource().equals("selfsubjectrulesreviews")).size()
        == 2;
  }

  private void awaitHolder(String identity) {
    await().atMost(PATIENCE).until(() -> holder().equals(Optional.of(identity)));
  }

  private Optional<String> holder() {
    Lease lease = client.leases().inNamespace("default").withName("widgets").get();
    return Optional.ofNullable(lease).map(l -> l.getSpec().getHolderIdentity());
  }

  private Process start(String identity) throws IOException {
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                "-XX:TieredStopAtLevel=1",
                LeadingProcess.class.getName(),
                server.url(),
                identity)
            .redirectErrorStream(true)
            .redirectOutput(new File("target/leading-process-" + identity + ".log"))
            .start();
    processes.add(process);
    return process;
  }
}
