package dev.nestling.images;

import dev.nestling.images.archive.Archive;
import dev.nestling.images.archive.ArchiveWriter;
import dev.nestling.images.bill.BillWriter;
import dev.nestling.images.bill.Contents;
import dev.nestling.images.parts.DebianPackages;
import dev.nestling.images.parts.GoPrograms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Assembles the images named on the command line. */
public final class Main {
  private static final List<String> OTHERS =
      Stream.of(
              List.of(EtcdImage.NAME, FlannelImage.NAME),
              LocalPathProvisionerImage.NAMES,
              NodeHelperImage.NAMES,
              List.of(NodeImage.NAME, MachineFiles.NAME))
          .flatMap(List::stream)
          .toList();

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
        if (!names().contains(name)) {
          throw new IllegalArgumentException("unknown image " + name);
        }
      }
      ArchiveWriter writer =
          new ArchiveWriter(
              arguments.registry(),
              arguments.architecture(),
              arguments.output(),
              arguments.cache());
      BillWriter bills = bills(arguments);
      for (Archive archive : archives(arguments)) {
        // First: a program that nothing explains gets into no image.
        bills.write(archive);
        System.out.println(writer.write(archive));
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

  private static BillWriter bills(Arguments arguments) throws IOException {
    Path outsideOfModules = Files.createDirectories(arguments.cache());
    Contents contents =
        new Contents(
            new DebianPackages(arguments.architecture(), arguments.cache()),
            new GoPrograms(outsideOfModules, Tags.load().projectVersion()));
    return new BillWriter(contents, arguments.output());
  }

  static List<String> names() {
    return Stream.of(KubernetesImages.names(), ProgramImages.names(), OTHERS, OperatorImage.NAMES)
        .flatMap(List::stream)
        .toList();
  }

  private static List<Archive> archives(Arguments arguments)
      throws IOException, InterruptedException {
    Tags tags = Tags.load();
    List<Archive> archives = new ArrayList<>(KubernetesImages.of(arguments));
    archives.addAll(ProgramImages.of(arguments, tags));
    if (arguments.wants(EtcdImage.NAME)) {
      archives.add(Archive.of(EtcdImage.of(arguments, tags)));
    }
    if (arguments.wants(FlannelImage.NAME)) {
      archives.add(Archive.of(FlannelImage.of(arguments, tags)));
    }
    LocalPathProvisionerImage.of(arguments, tags).ifPresent(archives::add);
    NodeHelperImage.of(arguments, tags).ifPresent(archives::add);
    archives.addAll(NodeImage.of(arguments, tags));
    archives.addAll(MachineFiles.of(arguments, tags));
    archives.addAll(operators(arguments, tags));
    return archives;
  }

  private static List<Archive> operators(Arguments arguments, Tags tags)
      throws IOException, InterruptedException {
    if (arguments.names().isEmpty() && !JavaBase.isPossible(arguments)) {
      System.out.println(
          String.join(", ", OperatorImage.NAMES) + " are left out: " + JavaBase.missing(arguments));
      return List.of();
    }
    List<Archive> archives = new ArrayList<>();
    for (String name : OperatorImage.NAMES) {
      if (arguments.wants(name)) {
        archives.add(Archive.of(OperatorImage.of(name, arguments, tags)));
      }
    }
    return archives;
  }
}
