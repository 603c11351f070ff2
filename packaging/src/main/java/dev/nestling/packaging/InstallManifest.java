package dev.nestling.packaging;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The whole installation in one file. The namespace and the CustomResourceDefinitions come first:
 * what is in or of them would be refused before.
 */
final class InstallManifest {
  private static final List<String> FIRST = List.of("Namespace", "CustomResourceDefinition");

  private InstallManifest() {}

  static String of(Project project) {
    Stream<Manifest> first = FIRST.stream().flatMap(kind -> project.ofKind(kind).stream());
    Stream<Manifest> others =
        project.installation().stream().filter(manifest -> !FIRST.contains(manifest.kind()));
    return "# Nestling %s: kubectl apply --server-side -f install.yaml%n"
            .formatted(project.version())
        + Stream.concat(first, others)
            .map(Manifest::text)
            .collect(Collectors.joining("\n---\n", "", "\n"));
  }
}
