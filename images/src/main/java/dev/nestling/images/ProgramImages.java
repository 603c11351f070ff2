package dev.nestling.images;

import dev.nestling.images.archive.Archive;
import dev.nestling.images.archive.Image;
import java.util.ArrayList;
import java.util.List;

/** Images of one statically linked program each. */
final class ProgramImages {
  /**
   * Names in one list are the same program and share an archive. Those with a slash are the
   * Kubernetes community's, whose images have the same program at the same path.
   */
  private static final List<List<String>> NAMES =
      List.of(
          List.of("pause"),
          List.of("coredns", "coredns/coredns"),
          List.of("kas-network-proxy/proxy-server"),
          List.of("kas-network-proxy/proxy-agent"));

  private ProgramImages() {}

  static List<String> names() {
    return NAMES.stream().flatMap(List::stream).toList();
  }

  static List<Archive> of(Arguments arguments, Tags tags) {
    List<Archive> archives = new ArrayList<>();
    for (List<String> names : NAMES) {
      List<Image> images =
          names.stream()
              .filter(arguments::wants)
              .map(name -> image(name, tags.of(names.getFirst()), arguments))
              .toList();
      if (!images.isEmpty()) {
        archives.add(new Archive(images));
      }
    }
    return archives;
  }

  /** The archive of one of them, whatever else is wanted. */
  static Archive of(String name, Arguments arguments, Tags tags) {
    return Archive.of(image(name, tags.of(name), arguments));
  }

  private static Image image(String name, String tag, Arguments arguments) {
    String program = name.substring(name.lastIndexOf('/') + 1);
    return Image.ofProgram(name, tag, arguments.binaries().resolve("runtime").resolve(program));
  }
}
