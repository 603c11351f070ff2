package dev.nestling.core.references;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.api.v1alpha1.ManifestSource;
import dev.nestling.api.v1alpha1.ManifestSource.Kind;
import dev.nestling.core.plan.Problem;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManifestsTest {
  private final ReadOnlyStore store = new ReadOnlyStore();

  private Manifests read(ManifestSource... sources) {
    return Manifests.read(List.of(sources), "team", store);
  }

  private void configMap(String name, Map<String, String> data) {
    store.put(
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withData(data)
            .build());
  }

  private static String namespace(String name) {
    return "{apiVersion: v1, kind: Namespace, metadata: {name: %s}}".formatted(name);
  }

  @Test
  void objectsComeInTheOrderOfTheListAndOfTheKeys() {
    configMap("b", Map.of("2.yaml", namespace("third"), "1.yaml", namespace("second")));
    configMap("a", Map.of("x", namespace("fourth")));
    store.put(secret("s", namespace("first")));

    Manifests manifests =
        read(
            new ManifestSource(Kind.Secret, "s"),
            new ManifestSource(Kind.ConfigMap, "b"),
            new ManifestSource(Kind.ConfigMap, "a"));

    assertThat(manifests.problems()).isEmpty();
    assertThat(manifests.objects())
        .extracting((GenericKubernetesResource object) -> object.getMetadata().getName())
        .containsExactly("first", "second", "third", "fourth");
  }

  @Test
  void whatIsMissingOrMalformedIsSaidAndTheRestCounts() {
    configMap("a", Map.of("bad", "a: b: c", "good", namespace("shop")));

    Manifests manifests =
        read(new ManifestSource(Kind.ConfigMap, "a"), new ManifestSource(Kind.Secret, "gone"));

    assertThat(manifests.objects()).hasSize(1);
    assertThat(manifests.problems())
        .containsExactly(
            new Problem(
                "ManifestMalformed",
                "spec.manifests: ConfigMap 'a', key 'bad', line 1, column 5: mapping values are"
                    + " not allowed here"),
            new Problem(
                "ManifestMissing",
                "spec.manifests: there is no Secret 'gone' in namespace 'team'; create it, or take"
                    + " it from the list to have removed what came of it"));
  }

  @Test
  void aSecretIsNeverQuoted() {
    store.put(secret("s", "{hunter2: a, hunter2: b}"));

    assertThat(read(new ManifestSource(Kind.Secret, "s")).problems())
        .containsExactly(
            new Problem(
                "ManifestMalformed",
                "spec.manifests: Secret 's', key 'key', line 1, column 14: it is no YAML"));
  }

  /** A megabyte of these takes more memory than an operator has. */
  @Test
  void moreThanAnOperatorKeepsIsSaid() {
    configMap("a", Map.of("large", "a: [" + "x,".repeat(Manifests.MOST_VALUES) + "]"));

    assertThat(read(new ManifestSource(Kind.ConfigMap, "a")).problems())
        .singleElement()
        .extracting(Problem::reason)
        .isEqualTo("ManifestsTooLarge");
  }

  @Test
  void whatIsInSeveralObjectsAddsUp() {
    String half =
        namespace("a")
            + "\n---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: b}, data: ["
            + "x,".repeat(Manifests.MOST_VALUES / 2)
            + "]}";
    configMap("a", Map.of("x", half));
    configMap("b", Map.of("x", half));

    assertThat(read(new ManifestSource(Kind.ConfigMap, "a")).problems()).isEmpty();
    assertThat(
            read(new ManifestSource(Kind.ConfigMap, "a"), new ManifestSource(Kind.ConfigMap, "b"))
                .problems())
        .extracting(Problem::reason)
        .containsExactly("ManifestsTooLarge");
  }

  @Test
  void soDoLongTexts() {
    String text =
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: "
            + "x".repeat(Manifests.LONGEST / 3);
    for (String name : List.of("a", "b", "c")) {
      configMap(name, Map.of("x", text));
    }

    assertThat(
            read(
                    new ManifestSource(Kind.ConfigMap, "a"),
                    new ManifestSource(Kind.ConfigMap, "b"),
                    new ManifestSource(Kind.ConfigMap, "c"))
                .problems())
        .extracting(Problem::reason)
        .containsExactly("ManifestsTooLarge");
  }

  /** What an absent ConfigMap said is not known: nothing may be removed because of it. */
  @Test
  void aPartOfTheContentIsAnotherContentThanTheWhole() {
    var nothingElse = Manifests.NONE.after(List.of());

    assertThat(read(new ManifestSource(Kind.ConfigMap, "gone")).after(List.of()))
        .isNotEqualTo(nothingElse);
    assertThat(read().after(List.of())).isEqualTo(nothingElse);
  }

  private static Secret secret(String name, String text) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .addToData("key", Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
        .build();
  }
}
