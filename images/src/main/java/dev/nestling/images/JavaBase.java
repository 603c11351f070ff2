package dev.nestling.images;

import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import dev.nestling.images.archive.Architecture;
import dev.nestling.images.archive.Commands;
import dev.nestling.images.archive.Layers;
import dev.nestling.images.parts.DebianLibraries;
import dev.nestling.images.parts.DebianPackages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The least that a Java program needs below it: Debian's C library, a user, and a Java runtime with
 * the modules of the operators.
 */
final class JavaBase {
  static final String JAVA = "/opt/java/bin/java";

  /** An archive of classes is made for one layout of objects: what runs must have the same. */
  static final String OBJECT_LAYOUT = "-XX:+UseCompactObjectHeaders";

  /**
   * What Quarkus, the Kubernetes client, TLS, SSH (whose library names an exception of java.rmi)
   * the metrics of the operators and the exporter of their traces use, and jcmd for those who look
   * for a fault.
   */
  private static final String MODULES =
      String.join(
          ",",
          "java.base",
          "java.instrument",
          "java.logging",
          "java.management",
          "java.naming",
          "java.net.http",
          "java.rmi",
          "java.security.jgss",
          "java.security.sasl",
          "java.sql",
          "java.xml",
          "jdk.crypto.ec",
          "jdk.jcmd",
          "jdk.jfr",
          "jdk.management",
          "jdk.unsupported",
          "jdk.zipfs");

  private static final Map<String, String> SETTINGS =
      Map.of(
          "/etc/passwd",
              "root:x:0:0:root:/root:/sbin/nologin\nnestling:x:10001:10001::/:/sbin/nologin\n",
          "/etc/group", "root:x:0:\nnestling:x:10001:\n",
          "/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");

  private final Arguments arguments;

  JavaBase(Arguments arguments) {
    this.arguments = arguments;
  }

  /** Whether there is, or can be made, something for the operators to stand on. */
  static boolean isPossible(Arguments arguments) {
    return arguments.operatorBase().isPresent()
        || arguments.javaRuntime().isPresent()
        || arguments.architecture().isThisMachine();
  }

  /** What to do when it is not possible. */
  static String missing(Arguments arguments) {
    return "this JDK links Java runtimes for its own architecture only; for "
        + arguments.architecture().goName()
        + " give --java-runtime (make: JAVA_RUNTIME=, a directory that that architecture's jlink made)"
        + " or --operator-base (make: OPERATOR_BASE=, an image with a `java`)";
  }

  List<FileEntriesLayer> layers() throws IOException, InterruptedException {
    Path empty = Files.createDirectories(arguments.cache().resolve("empty"));
    return List.of(
        Layers.files("system", systemFiles()),
        Layers.temporaryDirectory(empty),
        Layers.tree("java", runtime(), "/opt/java"));
  }

  private Map<String, Path> systemFiles() throws IOException, InterruptedException {
    Architecture architecture = arguments.architecture();
    DebianPackages packages = new DebianPackages(architecture, arguments.cache());
    Map<String, Path> files = new DebianLibraries(architecture, packages).of("libc6", "zlib1g");
    Path settings = Files.createDirectories(arguments.cache().resolve("settings"));
    for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
      Path file = settings.resolve(Path.of(setting.getKey()).getFileName());
      files.put(setting.getKey(), Files.writeString(file, setting.getValue()));
    }
    return files;
  }

  private Path runtime() throws IOException, InterruptedException {
    if (arguments.javaRuntime().isPresent()) {
      return arguments.javaRuntime().get();
    }
    if (!isPossible(arguments)) {
      throw new IllegalStateException(missing(arguments));
    }
    Path runtime =
        arguments
            .cache()
            .resolve("java-%s-%08x-archive".formatted(Runtime.version(), MODULES.hashCode()));
    if (Files.isDirectory(runtime)) {
      return runtime;
    }
    Path unfinished = arguments.cache().resolve("java.unfinished");
    Commands.run(arguments.cache(), List.of("rm", "-rf", unfinished.toString()));
    Commands.run(
        arguments.cache(),
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
            "--add-modules=" + MODULES,
            "--strip-debug",
            "--no-header-files",
            "--no-man-pages",
            "--output=" + unfinished));
    archiveClasses(unfinished);
    return Files.move(unfinished, runtime);
  }

  /** Java's own classes as the running process has them, so that no start has to read them anew. */
  private void archiveClasses(Path runtime) throws IOException, InterruptedException {
    Commands.run(
        arguments.cache(),
        List.of(
            runtime.resolve("bin/java").toString(),
            "-XX:+UseSerialGC",
            OBJECT_LAYOUT,
            "-Xshare:dump"));
  }
}
