package dev.nestling.images;

import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import dev.nestling.images.archive.Image;
import dev.nestling.images.archive.Layers;
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
  /** Of the operators: each is also that of the folder that it is built in. */
  static final List<String> NAMES = List.of("lightcluster-operator", "cluster-operator");

  private static final String USER = "10001:10001";
  private static final String HOME = "/app";

  /**
   * For a process that mostly waits. Measured with twenty LightClusters, in MiB of anonymous memory
   * (what the kubelet calls rss) two minutes after all were ready: 184 with the collector's usual
   * habits, 152 with these options, {@code dev.nestling.runtime.HeapReturn} and {@link
   * #ENVIRONMENT}. Of the 184, 64 were the heap, which held 31: the serial collector takes memory
   * rather than collect and, unless told otherwise, gives it back in four steps, one per full
   * collection. G1 needs 39 for its own tables, the parallel collector gives nothing back; the
   * second compiler needs some 30. The heap's limit follows the container's, so that whoever has
   * hundreds of clusters raises one figure: a cluster holds half a megabyte, and one more while it
   * is made. Both percentages are needed, one for small containers and one for large ones.
   */
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms12m",
          "-XX:MinRAMPercentage=40",
          "-XX:MaxRAMPercentage=40",
          "-Xmn8m",
          "-Xss512k",
          "-XX:TieredStopAtLevel=1",
          "-XX:MinHeapFreeRatio=10",
          "-XX:MaxHeapFreeRatio=20",
          "-XX:-ShrinkHeapInSteps",
          "-XX:TrimNativeHeapInterval=10000",
          "-XX:CompileThresholdScaling=3",
          JavaBase.OBJECT_LAYOUT,
          "-XX:+ExitOnOutOfMemoryError",
          "-Djava.util.logging.manager=org.jboss.logmanager.LogManager");

  /**
   * C's allocator would make up to eight arenas per processor and keep in each what its threads
   * have freed; those who free much at once are the compiler and the loader of classes.
   */
  private static final Map<String, String> ENVIRONMENT =
      Map.of("LANG", "C.UTF-8", "MALLOC_ARENA_MAX", "1");

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
    return new Image(
        name,
        tags.of(name),
        arguments.operatorBase(),
        layers,
        Map.of(),
        entrypoint,
        USER,
        ENVIRONMENT);
  }
}
