package dev.nestling.images;

import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An operator: C library, Java runtime, and the application as Quarkus lays it out. Each layer
 * changes more often than the one below it.
 */
final class OperatorImage {
  static final String LIGHTCLUSTER = "lightcluster-operator";

  private static final String USER = "10001:10001";
  private static final String HOME = "/app";

  /**
   * For a process that mostly waits: measured at a third less memory and half the start time of
   * Java's defaults.
   */
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms12m",
          "-Xmx64m",
          "-Xss512k",
          "-XX:TieredStopAtLevel=1",
          "-XX:MinHeapFreeRatio=20",
          "-XX:MaxHeapFreeRatio=40",
          "-XX:+ExitOnOutOfMemoryError",
          "-Djava.util.logging.manager=org.jboss.logmanager.LogManager");

  private OperatorImage() {}

  static Image of(String name, Arguments arguments, Tags tags)
      throws IOException, InterruptedException {
    Path application =
        arguments.project().resolve("operators").resolve(name).resolve("target/quarkus-app");
    if (!Files.isRegularFile(application.resolve("quarkus-run.jar"))) {
      throw new IllegalStateException(application + " is not built yet");
    }
    List<FileEntriesLayer> layers = new ArrayList<>();
    String java = "java";
    if (arguments.operatorBase().isEmpty()) {
      layers.addAll(new JavaBase(arguments).layers());
      java = JavaBase.JAVA;
    }
    layers.add(Layers.tree("libraries", application.resolve("lib"), HOME + "/lib"));
    layers.add(Layers.tree("quarkus", application.resolve("quarkus"), HOME + "/quarkus"));
    layers.add(Layers.tree("application", application.resolve("app"), HOME + "/app"));
    layers.add(
        Layers.files(
            "start", Map.of(HOME + "/quarkus-run.jar", application.resolve("quarkus-run.jar"))));
    List<String> entrypoint = new ArrayList<>(List.of(java));
    entrypoint.addAll(JVM_OPTIONS);
    entrypoint.addAll(List.of("-jar", HOME + "/quarkus-run.jar"));
    Map<String, String> environment = Map.of("LANG", "C.UTF-8");
    return new Image(
        name, tags.of(name), arguments.operatorBase(), layers, entrypoint, USER, environment);
  }
}
