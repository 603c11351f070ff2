package dev.nestling.test.testbed;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One embedded management cluster with the operators installed, shared by every test of a JVM: it
 * starts with the first test that asks for it and ends with the JVM. The environment variable
 * {@value #RUNNING} names the data directory of a running cluster to use instead, such as {@code
 * .nestling/cluster} after {@code make up}: that saves half a minute while one works on a test.
 */
public final class Testbed {
  static final String RUNNING = "NESTLING_TESTBED";

  private static final String DATA = "cluster";

  private final Repository repository;
  private final EmbeddedCluster cluster;
  private final KubernetesClient client;
  private final InstalledOperator operator;
  private final InstalledOperator clusterOperator;

  private Testbed(Repository repository, EmbeddedCluster cluster) {
    this.repository = repository;
    this.cluster = cluster;
    this.client = cluster.client();
    this.operator = new InstalledOperator(cluster, client, InstalledOperator.OF_LIGHT_CLUSTERS);
    this.clusterOperator =
        new InstalledOperator(cluster, client, InstalledOperator.OF_FULL_CLUSTERS);
  }

  private static final class Holder {
    private static final Testbed INSTANCE = create();
  }

  public static Testbed get() {
    return Holder.INSTANCE;
  }

  private static Testbed create() {
    var repository = Repository.find();
    var cluster =
        Optional.ofNullable(System.getenv(RUNNING))
            .map(running -> repository.root().resolve(running))
            .map(data -> EmbeddedCluster.attach(repository, data))
            .orElseGet(() -> started(repository));
    var testbed = new Testbed(repository, cluster);
    testbed.install();
    return testbed;
  }

  private void install() {
    cluster.kubectl(
        "apply",
        "--server-side",
        "--force-conflicts",
        "-k",
        repository.root().resolve("config/embedded").toString());
    operator.awaitReady();
    clusterOperator.awaitReady();
  }

  private static EmbeddedCluster started(Repository repository) {
    var directory =
        OwnedDirectory.create(
            repository.root().resolve(".nestling/testbeds"),
            "e2e-",
            left -> EmbeddedCluster.end(repository, left.resolve(DATA)));
    Runtime.getRuntime().addShutdownHook(new Thread(directory::close));
    return EmbeddedCluster.start(
        repository,
        directory.path().resolve(DATA),
        repository.root().resolve("test/target/embedded-cluster.log"));
  }

  public KubernetesClient client() {
    return client;
  }

  /** The directory of the embedded cluster. */
  Path data() {
    return cluster.data();
  }

  public Repository repository() {
    return repository;
  }

  /** The operator of LightClusters. */
  public InstalledOperator operator() {
    return operator;
  }

  /** The operator of FullClusters. */
  public InstalledOperator clusterOperator() {
    return clusterOperator;
  }

  public ClusterNode node() {
    return cluster.node();
  }

  public String kubectl(String... arguments) {
    return cluster.kubectl(arguments);
  }

  /** An address of this machine that pods of the cluster can reach. */
  public String hostAddress() {
    return cluster.hostAddress();
  }
}
