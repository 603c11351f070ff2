package dev.nestling.images.parts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cyclonedx.model.Component;
import org.jspecify.annotations.Nullable;

/** Reads what Go's linker wrote into a program about its modules. */
public final class GoProgram {
  /** What Go says of a module that was not downloaded. */
  private static final String NOT_RELEASED = "(devel)";

  private static final String STANDARD_LIBRARY = "stdlib";

  private GoProgram() {}

  /**
   * Reads what {@code go version -m} prints: a line {@code FILE: go1.26.8}, then lines that begin
   * with a tab, whose fields have tabs between them. Empty if no module is named.
   *
   * @param ownVersion that of modules that are built from the project's checkout
   */
  public static Optional<Part> parse(String printed, String ownVersion) {
    List<String> lines = printed.lines().toList();
    String program = "";
    Module main = null;
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String[] fields = lines.get(i).strip().split("\t", -1);
      switch (fields[0]) {
        case "path" -> program = fields[1];
        case "mod" -> main = Module.of(fields, following(lines, i)).released(ownVersion);
        case "dep" ->
            parts.add(Module.of(fields, following(lines, i)).released(ownVersion).library());
        default -> {}
      }
    }
    if (main == null) {
      return Optional.empty();
    }
    String language = lines.getFirst();
    String version = language.substring(language.lastIndexOf(": go") + ": go".length());
    // After the version there may be a list of experiments that were switched on.
    parts.add(new Module(STANDARD_LIBRARY, version.split(" ", 2)[0]).library());
    return Optional.of(main.program(program, parts));
  }

  private static String following(List<String> lines, int i) {
    return i + 1 < lines.size() ? lines.get(i + 1) : "";
  }

  private record Module(String path, String version) {
    /** One line, and that below it, which may say what took the module's place. */
    static Module of(String[] fields, String below) {
      String[] replacement = below.strip().split("\t", -1);
      boolean replaced = replacement[0].equals("=>") && !isDirectory(replacement[1]);
      return replaced
          ? new Module(replacement[1], replacement[2])
          : new Module(fields[1], fields[2]);
    }

    /** A changed copy of a module is still that module. */
    private static boolean isDirectory(String replacement) {
      return replacement.startsWith(".") || replacement.startsWith("/");
    }

    Module released(String ownVersion) {
      return version.equals(NOT_RELEASED) ? new Module(path, ownVersion) : this;
    }

    Part library() {
      return new Part(Component.Type.LIBRARY, "", path, version, address(null), List.of());
    }

    /** A module can have several programs: each has the path of its package. */
    Part program(String program, List<Part> parts) {
      String below = program.startsWith(path + "/") ? program.substring(path.length() + 1) : null;
      return new Part(Component.Type.APPLICATION, "", program, version, address(below), parts);
    }

    private String address(@Nullable String subpath) {
      int slash = path.lastIndexOf('/');
      return Part.address(
          "golang",
          slash < 0 ? null : path.substring(0, slash),
          path.substring(slash + 1),
          version,
          Map.of(),
          subpath);
    }
  }
}
