package dev.nestling.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Assembles the images named on the command line. */
public final class Main {
  private static final String NESTLET = "nestlet";
  private static final List<String> PROGRAMS =
      List.of("pause", "coredns", "local-path-provisioner");
  private static final Set<String> NAMES =
      Set.of(
          NESTLET,
          "pause",
          "coredns",
          "local-path-provisioner",
          EtcdImage.NAME,
          NodeHelperImage.NAME,
          OperatorImage.LIGHTCLUSTER);

  private Main() {}

  public static void main(String[] args) throws InterruptedException {
    System.exit(run(List.of(args)));
  }

  /**
   * Returns the exit code: 64 for a wrong command line, 1 if something is missing or fails; the
   * reason is on standard error.
   */
  static int run(List<String> args) throws InterruptedException {
    try {
      Arguments arguments = Arguments.parse(args);
      for (String name : arguments.names()) {
        if (!NAMES.contains(name)) {
          throw new IllegalArgumentException("unknown image " + name);
        }
      }
      ArchiveWriter writer =
          new ArchiveWriter(
              arguments.registry(),
              arguments.architecture(),
              arguments.output(),
              arguments.cache());
      for (Image image : images(arguments)) {
        System.out.println(writer.write(image));
      }
      return 0;
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n" + Arguments.USAGE);
      return 64;
    } catch (IllegalStateException | IOException | UncheckedIOException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private static List<Image> images(Arguments arguments) throws IOException, InterruptedException {
    Tags tags = Tags.load();
    List<Image> images = new ArrayList<>();
    if (arguments.wants(NESTLET)) {
      images.addAll(nestlets(arguments.binaries()));
    }
    for (String program : PROGRAMS) {
      if (arguments.wants(program)) {
        Path built = arguments.binaries().resolve("runtime").resolve(program);
        images.add(Image.ofProgram(program, tags.of(program), built));
      }
    }
    if (arguments.wants(EtcdImage.NAME)) {
      images.add(EtcdImage.of(arguments, tags));
    }
    if (arguments.wants(NodeHelperImage.NAME)) {
      images.add(NodeHelperImage.of(arguments, tags));
    }
    if (arguments.names().isEmpty() && !JavaBase.isPossible(arguments)) {
      System.out.println(
          OperatorImage.LIGHTCLUSTER + " is left out: " + JavaBase.missing(arguments));
    } else if (arguments.wants(OperatorImage.LIGHTCLUSTER)) {
      images.add(OperatorImage.of(OperatorImage.LIGHTCLUSTER, arguments, tags));
    }
    return images;
  }

  /** One image per Kubernetes version that is built. */
  private static List<Image> nestlets(Path binaries) throws IOException {
    List<Image> images = new ArrayList<>();
    if (Files.isDirectory(binaries)) {
      try (Stream<Path> versions = Files.list(binaries)) {
        for (Path version : versions.sorted().toList()) {
          if (Files.isRegularFile(version.resolve(NESTLET))) {
            images.add(
                Image.ofProgram(
                    NESTLET, version.getFileName().toString(), version.resolve(NESTLET)));
          }
        }
      }
    }
    if (images.isEmpty()) {
      throw new IllegalStateException("no nestlet is built in " + binaries);
    }
    return images;
  }
}
