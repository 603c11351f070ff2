package dev.nestling.test.api;

import dev.nestling.test.testbed.Repository;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The provisioner of volumes as a child process, with the rights that its pod has. */
final class ProvisionerProcess implements AutoCloseable {
  private static final String NAME = "local-path-provisioner";
  private static final String SYSTEM = "kube-system";

  private final Process process;
  private final Path log;

  private ProvisionerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts it with the files and the account that are in the cluster. */
  static ProvisionerProcess start(KubernetesClient admin, Config server) {
    try {
      Path directory = Files.createTempDirectory("nestling-provisioner-");
      ConfigMap files = admin.configMaps().inNamespace(SYSTEM).withName("local-path-config").get();
      for (Map.Entry<String, String> file : files.getData().entrySet()) {
        Files.writeString(directory.resolve(file.getKey()), file.getValue());
      }
      Path kubeconfig = directory.resolve("kubeconfig");
      Path authority = Files.writeString(directory.resolve("ca.crt"), server.getCaCertData());
      Files.writeString(kubeconfig, kubeconfig(server, authority, token(admin)));
      Path log = directory.resolve("log");
      Process process =
          new ProcessBuilder(
                  Repository.find().runtime().resolve(NAME).toString(),
                  "start",
                  "--kubeconfig=" + kubeconfig,
                  "--namespace=" + SYSTEM,
                  "--config=" + directory.resolve("config.json"),
                  "--helper-pod-file=" + directory.resolve("helperPod.yaml"),
                  "--service-account-name=" + NAME)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return new ProvisionerProcess(process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String token(KubernetesClient admin) {
    return admin
        .serviceAccounts()
        .inNamespace(SYSTEM)
        .withName(NAME)
        .tokenRequest(new TokenRequest())
        .getStatus()
        .getToken();
  }

  private static String kubeconfig(Config server, Path authority, String token) {
    return """
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: c, user: c}}]
        clusters: [{name: c, cluster: {server: "%s", certificate-authority: %s}}]
        users: [{name: c, user: {token: %s}}]
        """
        .formatted(server.getMasterUrl(), authority, token);
  }

  /** What it said so far. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
