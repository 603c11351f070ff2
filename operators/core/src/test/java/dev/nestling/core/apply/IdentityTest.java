package dev.nestling.core.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.apply.NameConflict.Holder;
import dev.nestling.core.plan.Labels;
import dev.nestling.core.plan.Owner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdentityTest {
  private static final Owner OWNER =
      new Owner("nestling.dev/v1alpha1", "LightCluster", "edge", "uid-1");

  private final InMemoryStore store = new InMemoryStore();

  @Test
  void itIsDeletedInItsOrder() {
    assertThat(identity(claim("uid-1"), secret("ca", "uid-1")).delete(OWNER, store)).isTrue();

    assertThat(store.journal)
        .containsExactly("delete PersistentVolumeClaim data", "delete Secret ca");
  }

  @Test
  void nothingIsDeletedAfterDataThatChangedMeanwhile() {
    store.changed.add("PersistentVolumeClaim data");

    assertThat(identity(claim("uid-1"), secret("ca", "uid-1")).delete(OWNER, store)).isFalse();

    assertThat(store.journal).containsExactly("delete PersistentVolumeClaim data");
  }

  @Test
  void whatIsNotItsOwnIsNeitherDeletedNorRetained() {
    Secret retained = secret("ca", "uid-1");
    retained.getMetadata().setAnnotations(Map.of(Labels.RETAINED, "true"));
    Identity others = identity(claim("uid-2"), retained);

    assertThat(others.delete(OWNER, store)).isTrue();
    assertThat(others.retain(OWNER, store)).isTrue();

    assertThat(store.journal).isEmpty();
  }

  @Test
  void whatIsOnItsWayOutIsPassedOver() {
    HasMetadata data = claim("uid-1");
    data.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");

    assertThat(identity(data, secret("ca", "uid-1")).retain(OWNER, store)).isTrue();

    assertThat(store.journal).containsExactly("retain Secret ca");
  }

  @Test
  void itTellsWhatIsTaken() {
    Secret retained = secret("ca", "uid-1");
    retained.getMetadata().setAnnotations(Map.of(Labels.RETAINED, "true"));
    Secret leaving = secret("sa", "uid-1");
    leaving.getMetadata().setAnnotations(Map.of(Labels.RETAINED, "true"));
    leaving.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
    Secret bare = secret("proxy", "uid-1");
    bare.getMetadata().setAnnotations(Map.of());

    assertThat(
            identity(claim("uid-2"), retained, bare, leaving, secret("encryption", "uid-1"))
                .takenFrom(OWNER))
        .containsExactly(
            conflict("PersistentVolumeClaim", "data", new Holder.OtherIdentity("cluster", "uid-2")),
            conflict("Secret", "proxy", new Holder.Nobody()),
            conflict("Secret", "sa", new Holder.Leaving()));
  }

  private static NameConflict conflict(String kind, String name, Holder holder) {
    return new NameConflict(new ObjectRef(kind, name), holder);
  }

  private static Identity identity(HasMetadata... objects) {
    return new Identity(List.of(objects));
  }

  private static HasMetadata claim(String uid) {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withName("data")
        .withAnnotations(Map.of(Labels.OWNER_UID, uid))
        .endMetadata()
        .build();
  }

  private static Secret secret(String name, String uid) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName(name)
        .withAnnotations(Map.of(Labels.OWNER_UID, uid))
        .endMetadata()
        .build();
  }
}
