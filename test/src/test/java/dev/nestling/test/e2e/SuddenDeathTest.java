package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.Tenant;
import dev.nestling.test.testbed.Testbed;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server's process is killed while clients write: what was acknowledged is there afterwards. */
@Tag("e2e")
class SuddenDeathTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int MANY = 12;
  private static final long SEED = 20_26;

  @RegisterExtension static final Tenant TENANT = Tenant.named("death");

  @Test
  void noAcknowledgedWriteIsLost() throws InterruptedException {
    var cluster = TENANT.apply("mortal", "{}").awaitReady();
    killWhileWriting(cluster, "first", 30);
    killWhileWriting(cluster, "second", 100);
  }

  @Test
  @Tag("long")
  void noAcknowledgedWriteIsLostInManyDeaths() throws InterruptedException {
    var cluster = TENANT.apply("cat", "{}").awaitReady();
    var random = new Random(SEED);
    for (int life = 1; life <= MANY; life++) {
      killWhileWriting(cluster, "life" + life, 1 + random.nextInt(150));
      replacePod(cluster);
    }
  }

  /** Kills the server after so many acknowledged writes, in the middle of others. */
  private static void killWhileWriting(NestedCluster cluster, String name, int writes)
      throws InterruptedException {
    var pod = cluster.requirePod();
    int restarts = cluster.restarts();
    var writers = Writers.start(cluster, name);
    await(writes + " writes").atMost(PATIENCE).until(() -> writers.acknowledged().size() >= writes);
    Testbed.get().node().kill(pod);
    writers.awaitEnd();
    await("the server was started again")
        .atMost(PATIENCE)
        .until(() -> cluster.restarts() > restarts);
    cluster.awaitAnswer();
    assertThat(Writers.found(cluster, name)).containsAll(writers.acknowledged());
  }

  /** A new pod is started at once, whereas a container that dies often waits ever longer. */
  private static void replacePod(NestedCluster cluster) {
    var pod = cluster.requirePod();
    cluster.management().resource(pod).delete();
    cluster.awaitPodAfter(pod);
    cluster.awaitAnswer();
  }
}
