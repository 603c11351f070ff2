package dev.nestling.core.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nestling.core.plan.Labels;
import dev.nestling.core.plan.Owner;
import dev.nestling.core.plan.Plan;
import dev.nestling.core.plan.Waiting;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApplierTest {
  private static final Owner OWNER = owner("uid-1");
  private static final Owner NAMESAKE = owner("uid-2");

  private final InMemoryStore store = new InMemoryStore();
  private final Applier applier =
      new Applier(
          List.of(
              OwnedKind.watched(ConfigMap.class),
              OwnedKind.watched(PersistentVolumeClaim.class),
              OwnedKind.watched(Secret.class)));

  @Test
  void aNewClusterIsCreatedInOrderAndTheSecondTimeNothingIsWritten() {
    var objects = List.<HasMetadata>of(config("b"), config("a"), claim());

    Applied first = apply(objects);
    Applied second = apply(List.of(config("b"), config("a"), claim()));

    assertThat(store.journal)
        .containsExactly(
            "create ConfigMap b", "create ConfigMap a", "create PersistentVolumeClaim data");
    assertThat(first).isEqualTo(new Applied(objects, List.of(), List.of(), 3));
    assertThat(second).isEqualTo(new Applied(objects, List.of(), List.of(), 0));
  }

  @Test
  void onlyWhatDiffersIsApplied() {
    store.put(config("a"));
    store.put(config("b"));
    ConfigMap changed = config("b");
    changed.setData(Map.of("k", "v"));

    Applied applied = apply(List.of(config("a"), changed));

    assertThat(store.journal).containsExactly("update ConfigMap b");
    assertThat(applied.after()).containsExactly(config("a"), changed);
  }

  @Test
  void anObjectOfANamesakeIsNotTouchedAndNothingAfterIt() {
    store.put(ownedBy(NAMESAKE, "b"));

    Applied applied = apply(List.of(config("a"), config("b"), config("c")));

    assertThat(store.journal).containsExactly("create ConfigMap a");
    assertThat(applied.conflicts())
        .containsExactly(
            conflict("b", new NameConflict.Holder.Controller("LightCluster", "edge", "uid-2")));
    assertThat(applied.after()).containsExactly(config("a"));
  }

  @Test
  void anObjectThatTheCacheDoesNotHoldIsNotTouched() {
    store.put(new ConfigMapBuilder().withNewMetadata().withName("a").endMetadata().build());
    store.outsideTheCache.add("ConfigMap a");

    Applied applied = apply(List.of(config("a")));

    assertThat(store.journal).isEmpty();
    assertThat(applied.conflicts())
        .containsExactly(conflict("a", new NameConflict.Holder.Nobody()));
  }

  @Test
  void whatAPredecessorRetainedIsAdopted() {
    store.put(retained("a"));

    Applied applied = apply(List.of(kept("a")));

    assertThat(store.journal).containsExactly("adopt ConfigMap a");
    assertThat(applied.conflicts()).isEmpty();
    assertThat(applied.writes()).isEqualTo(1);
    assertThat(OWNER.controls(applied.after().getFirst())).isTrue();
  }

  @Test
  void theMarkAloneMakesNoIdentity() {
    ConfigMap object = retained("a");
    object.getMetadata().getAnnotations().remove(Labels.KEEP);
    store.put(object);

    assertThat(apply(List.of(config("a"))).conflicts()).hasSize(1);
    assertThat(store.journal).isEmpty();
  }

  @Test
  void dataOfAnotherIdentityIsNotTouched() {
    ConfigMap object = kept("a");
    object.getMetadata().getAnnotations().put(Labels.OWNER_UID, "uid-2");
    object.getMetadata().getAnnotations().put(Labels.RETAINED, "true");
    object.getMetadata().setLabels(Map.of(Labels.CLUSTER_KIND, "LightCluster"));
    store.put(object);

    assertThat(apply(List.of(kept("a"))).conflicts())
        .containsExactly(
            conflict("a", new NameConflict.Holder.OtherIdentity("LightCluster", "uid-2")));
    assertThat(store.journal).isEmpty();
  }

  @Test
  void theAnnotationAloneLetsNobodyTakeAControlledObject() {
    ConfigMap object = ownedBy(NAMESAKE, "a");
    object.getMetadata().getAnnotations().put(Labels.RETAINED, "true");
    store.put(object);

    assertThat(apply(List.of(kept("a"))).conflicts()).hasSize(1);
    assertThat(store.journal).isEmpty();
  }

  @Test
  void whatIsRetainedButOnItsWayOutIsNotAdopted() {
    ConfigMap object = retained("a");
    object.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
    store.put(object);

    assertThat(apply(List.of(kept("a"))).conflicts())
        .containsExactly(conflict("a", new NameConflict.Holder.Leaving()));
  }

  @Test
  void whatIsNoLongerPlannedIsPruned() {
    store.put(config("old"));
    store.put(ownedBy(NAMESAKE, "others"));

    Applied applied = apply(List.of(config("a")));

    assertThat(store.journal).containsExactly("create ConfigMap a", "delete ConfigMap old");
    assertThat(applied.writes()).isEqualTo(2);
  }

  @Test
  void dataAndKeysAreNeverPruned() {
    ConfigMap kept = config("kept");
    kept.getMetadata().setAnnotations(Map.of(Labels.KEEP, "identity"));
    store.put(kept);
    store.put(claim());
    store.put(secret());

    assertThat(apply(List.of()).writes()).isZero();
    assertThat(store.journal).isEmpty();
  }

  @Test
  void anIncompletePlanPrunesNothing() {
    store.put(config("old"));
    var waiting = Optional.of(new Waiting("Address", "m"));

    applier.apply(new Plan(List.of(), false, Optional.empty(), waiting), OWNER, store);

    assertThat(store.journal).isEmpty();
  }

  @Test
  void anIncompleteApplicationPrunesNothing() {
    store.put(config("old"));
    store.put(ownedBy(NAMESAKE, "a"));

    apply(List.of(config("a")));

    assertThat(store.journal).isEmpty();
  }

  @Test
  void afterARefusalNothingNewIsCreatedButWhatExistsIsHealed() {
    store.put(claim());
    store.put(config("b"));
    PersistentVolumeClaim shrunk = claim();
    shrunk.getMetadata().setLabels(Map.of("size", "smaller"));
    store.refusals.put("PersistentVolumeClaim data", refusal(422, "can't shrink"));
    ConfigMap healed = config("b");
    healed.setData(Map.of("k", "v"));

    Applied applied = apply(List.of(shrunk, config("a"), healed));

    assertThat(store.journal)
        .containsExactly("update PersistentVolumeClaim data", "update ConfigMap b");
    assertThat(applied.failures())
        .containsExactly(
            new ApplyFailure(
                new ObjectRef("PersistentVolumeClaim", "data"),
                "Invalid",
                "PersistentVolumeClaim data was refused as invalid: can't shrink"));
    assertThat(applied.after()).containsExactly(claim(), healed);
  }

  @Test
  void afterARefusedCreationNothingElseIsCreated() {
    store.refusals.put("ConfigMap a", refusal(403, "no"));

    Applied applied = apply(List.of(config("a"), config("b")));

    assertThat(store.journal).containsExactly("create ConfigMap a");
    assertThat(applied.failures()).hasSize(1);
    assertThat(applied.after()).isEmpty();
  }

  @Test
  void whatARetryMayCureIsThrown() {
    store.refusals.put("ConfigMap a", refusal(409, "replaced"));

    assertThatThrownBy(() -> apply(List.of(config("a"))))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("replaced");
  }

  @Test
  void anObjectOnItsWayOutIsLeftAloneAndNothingNewIsCreated() {
    ConfigMap leaving = config("a");
    leaving.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
    store.put(leaving);
    store.put(config("old"));

    Applied applied = apply(List.of(config("a"), config("b")));

    assertThat(store.journal).isEmpty();
    assertThat(applied.after()).containsExactly(leaving);
  }

  private Applied apply(List<? extends HasMetadata> objects) {
    var plan = new Plan(List.copyOf(objects), true, Optional.empty(), Optional.empty());
    return applier.apply(plan, OWNER, store);
  }

  private static KubernetesClientException refusal(int code, String message) {
    return new KubernetesClientException(
        message, code, new StatusBuilder().withCode(code).withMessage(message).build());
  }

  private static Owner owner(String uid) {
    return new Owner("nestling.dev/v1alpha1", "LightCluster", "edge", uid);
  }

  private static ConfigMap config(String name) {
    return ownedBy(OWNER, name);
  }

  private static ConfigMap ownedBy(Owner owner, String name) {
    return new ConfigMapBuilder().withMetadata(metadata(owner, name)).build();
  }

  private static ConfigMap retained(String name) {
    ConfigMap object = kept(name);
    object.getMetadata().getAnnotations().remove(Labels.OWNER_UID);
    object.getMetadata().getAnnotations().put(Labels.RETAINED, "true");
    return object;
  }

  /** A part of an identity. */
  private static ConfigMap kept(String name) {
    ConfigMap object = config(name);
    object.getMetadata().setOwnerReferences(List.of());
    object.getMetadata().getAnnotations().put(Labels.KEEP, Labels.KEEP_IDENTITY);
    object.getMetadata().getAnnotations().put(Labels.OWNER_UID, OWNER.uid());
    return object;
  }

  private static NameConflict conflict(String name, NameConflict.Holder holder) {
    return new NameConflict(new ObjectRef("ConfigMap", name), holder);
  }

  private static PersistentVolumeClaim claim() {
    return new PersistentVolumeClaimBuilder().withMetadata(metadata(OWNER, "data")).build();
  }

  private static Secret secret() {
    return new SecretBuilder().withMetadata(metadata(OWNER, "ca")).build();
  }

  private static ObjectMeta metadata(Owner owner, String name) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withOwnerReferences(owner.toOwnerReference())
        .build();
  }
}
