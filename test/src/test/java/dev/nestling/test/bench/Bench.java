package dev.nestling.test.bench;

import dev.nestling.test.testbed.Command;
import dev.nestling.test.testbed.Repository;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The one management cluster of a run: embedded, with the operators and an audit log. System
 * properties say how much is measured: {@code bench.rounds}, {@code bench.fullRounds}, {@code
 * bench.clusters}, {@code bench.idle} and {@code bench.rest} (ISO durations).
 */
record Bench(Process process, Path directory, KubernetesClient client) {
  static final int ROUNDS = Integer.getInteger("bench.rounds", 20);
  static final int CLUSTERS = Integer.getInteger("bench.clusters", 20);
  static final Duration IDLE = Duration.parse(System.getProperty("bench.idle", "PT90S"));
  static final Duration REST = Duration.parse(System.getProperty("bench.rest", "PT10M"));

  /** FullClusters take far longer than LightClusters: fewer rounds. */
  static final int FULL_ROUNDS = Integer.getInteger("bench.fullRounds", 10);

  static final String OPERATOR = "nestling-system:lightcluster-operator";
  static final String FULL_OPERATOR = "nestling-system:cluster-operator";

  private static final Duration STOP = Duration.ofSeconds(60);

  private static final class Holder {
    private static final Bench INSTANCE = create();
  }

  static Bench get() {
    return Holder.INSTANCE;
  }

  AuditLog audit() {
    return AuditLog.in(directory);
  }

  private static Bench create() {
    var repository = Repository.find();
    try {
      var work = Files.createDirectories(repository.root().resolve(".nestling/testbeds"));
      var directory = Files.createTempDirectory(work, "bench-");
      var process =
          new ProcessBuilder(up(repository, directory))
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("up.log").toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, directory)));
      var kubeconfig = directory.resolve("kubeconfig");
      Question.when(
          "the embedded cluster, see " + directory.resolve("up.log"),
          () -> Files.exists(kubeconfig));
      install(repository, kubeconfig);
      return new Bench(process, directory, client(kubeconfig));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> up(Repository repository, Path directory) {
    var command =
        new ArrayList<>(
            List.of(
                repository.nestlet().toString(),
                "up",
                "--isolated",
                "--data",
                directory.resolve("cluster").toString(),
                "--images",
                repository.images().toString(),
                "--runtime",
                repository.runtime().toString(),
                "--kubeconfig-out",
                directory.resolve("kubeconfig").toString()));
    command.addAll(AuditLog.arguments(directory));
    return command;
  }

  private static void install(Repository repository, Path kubeconfig) {
    var kubectl =
        List.of(repository.nestlet().toString(), "kubectl", "--kubeconfig", kubeconfig.toString());
    var config = repository.root().resolve("config/embedded").toString();
    Command.run(kubectl, "apply", "--server-side", "-k", config);
    Command.run(
        kubectl,
        "rollout",
        "status",
        "--namespace=nestling-system",
        "--timeout=180s",
        "deployment/lightcluster-operator",
        "deployment/cluster-operator");
  }

  /** The client takes every key for one of RSA unless it is told. */
  private static KubernetesClient client(Path kubeconfig) throws IOException {
    var config = Config.fromKubeconfig(Files.readString(kubeconfig));
    config.setClientKeyAlgo("EC");
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private static void end(Process process, Path directory) {
    process.destroy();
    try {
      if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      Command.run(List.of("rm", "-rf", "--one-file-system", directory.toString()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
