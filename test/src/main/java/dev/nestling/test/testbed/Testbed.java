package dev.nestling.test.testbed;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * One embedded management cluster with the operators installed, shared by every test of a JVM: it
 * starts with the first test that asks for it and ends with the JVM.
 */
public final class Testbed {
  private static final Duration OPERATOR_START = Duration.ofMinutes(3);

  private final Repository repository;
  private final EmbeddedCluster cluster;
  private final KubernetesClient client;

  private Testbed(Repository repository, EmbeddedCluster cluster) {
    this.repository = repository;
    this.cluster = cluster;
    this.client = cluster.client();
  }

  private static final class Holder {
    private static final Testbed INSTANCE = create();
  }

  public static Testbed get() {
    return Holder.INSTANCE;
  }

  private static Testbed create() {
    var repository = Repository.find();
    try {
      var work = Files.createDirectories(repository.root().resolve(".nestling/testbeds"));
      var data = Files.createTempDirectory(work, "e2e-");
      var testbed = new Testbed(repository, EmbeddedCluster.start(repository, data));
      testbed.installOperators();
      return testbed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public KubernetesClient client() {
    return client;
  }

  public Repository repository() {
    return repository;
  }

  public String kubectl(String... arguments) {
    return cluster.kubectl(repository, arguments);
  }

  /** An address of this machine that pods of the cluster can reach. */
  public String hostAddress() {
    return cluster.hostAddress();
  }

  private void installOperators() {
    kubectl("apply", "--server-side", "-k", config().toString());
    Awaitility.await("operators running")
        .atMost(OPERATOR_START)
        .until(
            () ->
                client
                    .apps()
                    .deployments()
                    .inNamespace("nestling-system")
                    .withName("lightcluster-operator")
                    .isReady());
  }

  private Path config() {
    return repository.root().resolve("config/default");
  }
}
