package dev.nestling.core.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * A kind of object that an operator owns. An operator has one list of them, which drives its
 * watches, pruning and the test of its rights.
 *
 * @param type the model class
 * @param reading how objects of the kind are found
 */
public record OwnedKind(Class<? extends HasMetadata> type, Reading reading) {

  /** How objects of a kind are found. */
  public enum Reading {
    /** From an informer with our label selector; the only kinds that can be pruned. */
    WATCHED,
    /** One by one with GET; for Secrets, which nobody lists or watches. */
    BY_NAME
  }

  public static OwnedKind watched(Class<? extends HasMetadata> type) {
    return new OwnedKind(type, Reading.WATCHED);
  }

  public static OwnedKind byName(Class<? extends HasMetadata> type) {
    return new OwnedKind(type, Reading.BY_NAME);
  }
}
