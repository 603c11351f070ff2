package dev.nestling.core.references;

import dev.nestling.api.v1alpha1.ManifestSource;
import dev.nestling.core.apply.ObjectStore;
import dev.nestling.core.content.NestedContent;
import dev.nestling.core.plan.Problem;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What people want to have kept inside their cluster, as their ConfigMaps and Secrets say.
 *
 * @param objects in the order of the list, of the keys and of the documents
 * @param problems why these are not all; no message quotes a Secret
 */
public record Manifests(List<GenericKubernetesResource> objects, List<Problem> problems) {
  public static final Manifests NONE = new Manifests(List.of(), List.of());

  static final String MISSING = "ManifestMissing";
  static final String MALFORMED = "ManifestMalformed";

  public Manifests {
    objects = List.copyOf(objects);
    problems = List.copyOf(problems);
  }

  static Manifests read(List<ManifestSource> sources, String namespace, ObjectStore store) {
    List<GenericKubernetesResource> objects = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (ManifestSource source : sources) {
      Optional<Map<String, String>> texts = UserObjects.texts(store, source.kind(), source.name());
      if (texts.isEmpty()) {
        problems.add(missing(source, namespace));
      }
      for (var entry : texts.orElse(Map.of()).entrySet()) {
        switch (ManifestText.parse(entry.getValue())) {
          case ManifestText.Parsed parsed -> objects.addAll(parsed.objects());
          case ManifestText.Malformed malformed ->
              problems.add(malformed(source, entry.getKey(), malformed));
        }
      }
    }
    return new Manifests(objects, problems);
  }

  private static Problem malformed(
      ManifestSource source, String key, ManifestText.Malformed malformed) {
    String what =
        source.kind() == ManifestSource.Kind.Secret ? malformed.unquoted() : malformed.what();
    return new Problem(
        MALFORMED,
        "spec.manifests: %s '%s', key '%s', %s: %s"
            .formatted(source.kind(), source.name(), key, malformed.where(), what));
  }

  private static Problem missing(ManifestSource source, String namespace) {
    return new Problem(
        MISSING,
        ("spec.manifests: there is no %s '%s' in namespace '%s'; create it, or take it from the"
                + " list to have removed what came of it")
            .formatted(source.kind(), source.name(), namespace));
  }

  /** What should be in the cluster, after these objects. */
  public NestedContent after(List<? extends HasMetadata> first) {
    List<HasMetadata> all = new ArrayList<>(first);
    all.addAll(objects);
    return problems.isEmpty() ? NestedContent.of(all) : NestedContent.partOf(all);
  }
}
