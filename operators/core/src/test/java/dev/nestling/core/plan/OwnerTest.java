package dev.nestling.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnerTest {
  private static final Owner OWNER =
      new Owner("nestling.dev/v1alpha1", "LightCluster", "edge", "uid-1");

  @Test
  void controlsWhatCarriesItsReference() {
    assertThat(OWNER.controls(ownedBy(OWNER))).isTrue();
    assertThat(OWNER.toOwnerReference())
        .isEqualTo(
            new OwnerReferenceBuilder()
                .withApiVersion("nestling.dev/v1alpha1")
                .withKind("LightCluster")
                .withName("edge")
                .withUid("uid-1")
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build());
  }

  @Test
  void doesNotControlWhatANamesakeControls() {
    var namesake = new Owner(OWNER.apiVersion(), OWNER.kind(), OWNER.name(), "uid-2");

    assertThat(OWNER.controls(ownedBy(namesake))).isFalse();
  }

  @Test
  void controlsDataAndKeysThatNameItsUid() {
    ConfigMap object = ownedBy(OWNER);
    object.getMetadata().setAnnotations(Map.of(Labels.OWNER_UID, "uid-1"));
    object.getMetadata().setOwnerReferences(List.of());
    assertThat(OWNER.controls(object)).isTrue();

    object.getMetadata().setAnnotations(Map.of(Labels.OWNER_UID, "uid-2"));
    assertThat(OWNER.controls(object)).isFalse();
  }

  @Test
  void aControllerOutweighsTheAnnotation() {
    var other = new Owner("v1", "ConfigMap", "other", "uid-3");
    ConfigMap object = ownedBy(other);
    object.getMetadata().setAnnotations(Map.of(Labels.OWNER_UID, "uid-1"));

    assertThat(OWNER.controls(object)).isFalse();
  }

  @Test
  void doesNotControlWhatItMerelyOwns() {
    ConfigMap object = ownedBy(OWNER);
    object.getMetadata().getOwnerReferences().getFirst().setController(false);

    assertThat(OWNER.controls(object)).isFalse();
    assertThat(Owner.controllerOf(object)).isEmpty();
  }

  @Test
  void labelsHoldTheSelectorAndTheContract() {
    assertThat(Labels.of(OWNER, "server"))
        .containsOnly(
            entry("app.kubernetes.io/managed-by", "nestling"),
            entry("app.kubernetes.io/name", "lightcluster"),
            entry("app.kubernetes.io/instance", "edge"),
            entry("app.kubernetes.io/component", "server"),
            entry("nestling.dev/cluster", "edge"),
            entry("nestling.dev/cluster-kind", "LightCluster"),
            entry("cluster.x-k8s.io/cluster-name", "edge"));
    assertThat(Labels.selector(OWNER, "server"))
        .containsOnlyKeys(
            "nestling.dev/cluster", "nestling.dev/cluster-kind", "app.kubernetes.io/component");
  }

  @Test
  void imagesComeFromTheRegistryOrTheirOverride() {
    var images =
        new ImageSettings("ghcr.io/nestling", Map.of("nestlet", "mirror/nestlet@sha256:1"));

    assertThat(images.reference("other", "v1")).isEqualTo("ghcr.io/nestling/other:v1");
    assertThat(images.reference("nestlet", "v1")).isEqualTo("mirror/nestlet@sha256:1");
    assertThatThrownBy(() -> new ImageSettings("ghcr.io/", Map.of()))
        .hasMessageContaining("without a trailing slash");
  }

  @Test
  void aCompletePlanWaitsForNothing() {
    var waiting = Optional.of(new Waiting("Address", "The Service has no address yet."));

    assertThatThrownBy(() -> new Plan(List.of(), true, Optional.empty(), waiting))
        .hasMessageContaining("waits for nothing");
  }

  private static ConfigMap ownedBy(Owner owner) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName("x")
        .withOwnerReferences(owner.toOwnerReference())
        .endMetadata()
        .build();
  }
}
