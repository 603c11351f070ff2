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
  static final String TOO_LARGE = "ManifestsTooLarge";

  /** Of one cluster: they stay in the operator's memory, some sixty bytes each. */
  static final int MOST_VALUES = 100_000;

  /** Characters, likewise. */
  static final int LONGEST = 4 * 1024 * 1024;

  private static final Problem TOO_MUCH =
      new Problem(
          TOO_LARGE,
          ("spec.manifests: the objects hold more than an operator keeps of one cluster, which is %d"
                  + " values (keys of YAML count, too) and %d MiB; take some of them to the cluster"
                  + " another way")
              .formatted(MOST_VALUES, LONGEST >> 20));

  public Manifests {
    objects = List.copyOf(objects);
    problems = List.copyOf(problems);
  }

  static Manifests read(List<ManifestSource> sources, String namespace, ObjectStore store) {
    return new Reader(namespace, store).read(sources);
  }

  /** Reads as much as an operator has room for; the rest is a problem. */
  private static final class Reader {
    private final String namespace;
    private final ObjectStore store;
    private final List<GenericKubernetesResource> objects = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private int values;
    private int length;

    Reader(String namespace, ObjectStore store) {
      this.namespace = namespace;
      this.store = store;
    }

    Manifests read(List<ManifestSource> sources) {
      try {
        for (ManifestSource source : sources) {
          read(source);
        }
      } catch (KubernetesYaml.TooLargeException e) {
        problems.add(TOO_MUCH);
      }
      return new Manifests(objects, problems);
    }

    private void read(ManifestSource source) throws KubernetesYaml.TooLargeException {
      Optional<Map<String, String>> texts = UserObjects.texts(store, source.kind(), source.name());
      if (texts.isEmpty()) {
        problems.add(missing(source, namespace));
      }
      for (var entry : texts.orElse(Map.of()).entrySet()) {
        read(source, entry.getKey(), entry.getValue());
      }
    }

    private void read(ManifestSource source, String key, String text)
        throws KubernetesYaml.TooLargeException {
      length += text.length();
      if (length > LONGEST) {
        throw new KubernetesYaml.TooLargeException(LONGEST);
      }
      values += ManifestText.size(text, MOST_VALUES - values);
      switch (ManifestText.parse(text)) {
        case ManifestText.Parsed parsed -> objects.addAll(parsed.objects());
        case ManifestText.Malformed malformed -> problems.add(malformed(source, key, malformed));
      }
    }
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
