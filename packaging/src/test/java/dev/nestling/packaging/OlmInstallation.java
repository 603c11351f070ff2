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
    JsonNode install = csv.at("/spec/install/spec");
    for (JsonNode permission : install.path("clusterPermissions")) {
      grants.add(
          permission.path("serviceAccountName").asText(), "everywhere", permission.path("rules"));
    }
    for (JsonNode permission : install.path("permissions")) {
      grants.add(
          permission.path("serviceAccountName").asText(),
          "beside itself",
          permission.path("rules"));
    }
    return grants;
  }
}
