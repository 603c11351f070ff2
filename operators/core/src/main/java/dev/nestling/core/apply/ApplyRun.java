package dev.nestling.core.apply;

import dev.nestling.core.plan.Owner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One application of one plan, and what it has come to so far. */
final class ApplyRun {
  private final Owner owner;
  private final ObjectStore store;
  private final List<HasMetadata> after = new ArrayList<>();
  private final List<NameConflict> conflicts = new ArrayList<>();
  private final List<ApplyFailure> failures = new ArrayList<>();
  private boolean nothingNew;
  private int writes;

  ApplyRun(Owner owner, ObjectStore store) {
    this.owner = owner;
    this.store = store;
  }

  /** False when the run has to end here. */
  boolean take(HasMetadata desired) {
    return takeTyped(desired);
  }

  private <T extends HasMetadata> boolean takeTyped(T desired) {
    Class<T> type = typeOf(desired);
    String name = desired.getMetadata().getName();
    Optional<T> found = store.find(type, name).or(() -> store.findLive(type, name));
    if (found.isEmpty()) {
      create(desired);
      return true;
    }
    T observed = found.get();
    if (owner.controls(observed)) {
      update(observed, desired);
      return true;
    }
    if (Identity.isPartOf(desired)
        && Applier.isRetained(observed)
        && !Identity.isLeaving(observed)) {
      adopt(observed, desired);
      return true;
    }
    conflicts.add(NameConflict.of(observed));
    return false;
  }

  private <T extends HasMetadata> void create(T desired) {
    if (!nothingNew) {
      guarded(desired, () -> write(desired, Optional.empty()));
      nothingNew = !failures.isEmpty();
    }
  }

  /** An object on its way out is left alone; what would need it waits until it is gone. */
  private <T extends HasMetadata> void update(T observed, T desired) {
    if (Identity.isLeaving(observed)) {
      nothingNew = true;
      after.add(observed);
    } else if (store.matches(observed, desired)) {
      after.add(observed);
    } else if (!guarded(desired, () -> write(desired, Optional.of(observed)))) {
      nothingNew = true;
      after.add(observed);
    }
  }

  private <T extends HasMetadata> void adopt(T observed, T desired) {
    if (nothingNew) {
      return;
    }
    boolean adopted =
        guarded(
            desired,
            () -> {
              writes++;
              update(store.adopt(observed, owner), desired);
            });
    nothingNew = nothingNew || !adopted;
  }

  private <T extends HasMetadata> void write(T desired, Optional<T> observed) {
    writes++;
    after.add(store.apply(desired, observed));
  }

  /** Turns a refusal into data; lets through what is unexpected. */
  private boolean guarded(HasMetadata desired, Runnable request) {
    try {
      request.run();
      return true;
    } catch (KubernetesClientException e) {
      failures.add(Refusals.of(desired, e).orElseThrow(() -> e));
      return false;
    }
  }

  boolean clean() {
    return conflicts.isEmpty() && failures.isEmpty() && !nothingNew;
  }

  void prune(Class<? extends HasMetadata> type, Set<ObjectRef> planned) {
    for (HasMetadata object : store.listOwned(type, owner)) {
      if (owner.controls(object)
          && !planned.contains(ObjectRef.of(object))
          && !Identity.isLeaving(object)
          && !Identity.isPartOf(object)) {
        writes++;
        store.delete(object);
      }
    }
  }

  /** Whoever is on its way out already, or changed since it was read, is left alone. */
  void delete(HasMetadata object) {
    if (!Identity.isLeaving(object)) {
      writes++;
      store.delete(object);
    }
  }

  Applied result() {
    return new Applied(after, conflicts, failures, writes);
  }

  /** The class of an object of type T is a class of T. */
  @SuppressWarnings("unchecked")
  private static <T extends HasMetadata> Class<T> typeOf(T object) {
    return (Class<T>) object.getClass();
  }
}
