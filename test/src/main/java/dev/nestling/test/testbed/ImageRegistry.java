package dev.nestling.test.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * A registry of images on a node of the embedded cluster, which nobody else reaches: Debian's
 * docker-registry, filled by skopeo.
 */
public final class ImageRegistry implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ClusterNode node;
  private final Path home;
  private final TiedProcess process;

  private ImageRegistry(ClusterNode node, Path home, TiedProcess process) {
    this.node = node;
    this.home = home;
    this.process = process;
  }

  /**
   * Starts one, and returns when it answers.
   *
   * @param address in the node's network: host and port
   * @param directory for its images
   */
  public static ImageRegistry start(ClusterNode node, String address, Path directory) {
    Path home = directory.resolve("registry");
    Path configuration = home.resolve("config.yml");
    try {
      Files.createDirectories(home.resolve(".config/containers"));
      Files.writeString(
          configuration,
          """
          version: 0.1
          log: {level: warn, accesslog: {disabled: true}}
          storage: {filesystem: {rootdirectory: %s}}
          http: {addr: '%s'}
          """
              .formatted(home.resolve("images"), address));
      Files.writeString(
          home.resolve(".config/containers/registries.conf"),
          "[[registry]]\nlocation = \"%s\"\ninsecure = true\n".formatted(address));
      Files.writeString(
          home.resolve(".config/containers/policy.json"),
          "{\"default\": [{\"type\": \"insecureAcceptAnything\"}]}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var process =
        TiedProcess.start(
            List.of(
                "nsenter",
                "--target=" + node.network(),
                "--net",
                "--",
                "docker-registry",
                "serve",
                configuration.toString()),
            home.resolve("log"));
    var registry = new ImageRegistry(node, home, process);
    Awaitility.await("the registry answers, see " + home.resolve("log"))
        .atMost(PATIENCE)
        .failFast("the registry ended, see " + home.resolve("log"), () -> !process.isAlive())
        .ignoreExceptions()
        .until(
            () ->
                registry
                    .run("skopeo list-tags docker://%s/none 2>&1 || true".formatted(address))
                    .contains("404"));
    return registry;
  }

  /** Runs a script of the shell where the registry can be reached, and trusted, by skopeo. */
  public String run(String script) {
    return Command.run(
        List.of("nsenter", "--target=" + node.network(), "--net", "--"),
        "env",
        "HOME=" + home,
        "CONTAINERS_REGISTRIES_CONF=" + home.resolve(".config/containers/registries.conf"),
        "sh",
        "-e",
        "-c",
        script);
  }

  @Override
  public void close() {
    process.signal("TERM");
    process.awaitEnd(PATIENCE);
  }
}
