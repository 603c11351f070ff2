package dev.nestling.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Assembles the images named on the command line. */
public final class Main {
  private static final String NESTLET = "nestlet";
  private static final List<String> PROGRAMS =
      List.of("pause", "coredns", "local-path-provisioner");

  private Main() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Arguments arguments;
    try {
      arguments = Arguments.parse(List.of(args));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n" + Arguments.USAGE);
      System.exit(64);
      return;
    }
    ArchiveWriter writer =
        new ArchiveWriter(
            arguments.registry(), arguments.architecture(), arguments.output(), arguments.cache());
    for (Image image : images(arguments)) {
      System.out.println(writer.write(image));
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
    if (arguments.wants(NodeHelperImage.NAME)) {
      images.add(NodeHelperImage.of(arguments, tags));
    }
    if (arguments.wants(OperatorImage.LIGHTCLUSTER)) {
      images.add(OperatorImage.of(OperatorImage.LIGHTCLUSTER, arguments, tags));
    }
    if (images.isEmpty()) {
      throw new IllegalArgumentException("no image has a name of " + arguments.names());
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
