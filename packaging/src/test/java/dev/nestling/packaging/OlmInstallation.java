package dev.nestling.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The committed bundle, as the Operator Lifecycle Manager would read it. */
record OlmInstallation(JsonNode csv, List<Manifest> besideIt) {

  static OlmInstallation read(Project project) throws IOException {
    List<Manifest> objects = new ArrayList<>();
    try (Stream<Path> files = Files.list(project.root().resolve("bundle/manifests"))) {
      for (Path file : files.sorted().toList()) {
        objects.addAll(Kustomization.objects(file));
      }
    }
    Manifest csv =
        objects.stream()
            .filter(object -> object.kind().equals("ClusterServiceVersion"))
            .reduce(
                (one, two) -> {
                  throw new AssertionError("two ClusterServiceVersions");
                })
            .orElseThrow();
    objects.remove(csv);
    return new OlmInstallation(csv.object(), objects);
  }

  /** What its service accounts get, beside what the bundle's own roles say. */
  Grants grants() {
    Grants grants = Grants.of(besideIt);
    for (JsonNode permission : csv.at("/spec/install/spec/clusterPermissions")) {
      grants.add(
          permission.path("serviceAccountName").asText(), "everywhere", permission.path("rules"));
    }
    // For an operator of all namespaces the manager makes ClusterRoles of these too.
    for (JsonNode permission : csv.at("/spec/install/spec/permissions")) {
      grants.add(
          permission.path("serviceAccountName").asText(), "everywhere", permission.path("rules"));
    }
    return grants;
  }
}
