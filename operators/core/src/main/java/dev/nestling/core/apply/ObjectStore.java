package dev.nestling.core.apply;

import dev.nestling.core.plan.Owner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

/**
 * The management cluster as one reconcile sees it: the objects of one namespace. Refusals of the
 * API arrive as {@link io.fabric8.kubernetes.client.KubernetesClientException}.
 */
public interface ObjectStore {

  /**
   * The object: from the cache for a watched kind, otherwise from the API server, once per
   * reconcile. A cache holds nothing without our label, so its silence does not mean that the name
   * is free.
   */
  <T extends HasMetadata> Optional<T> find(Class<T> type, String name);

  /** The object from the API server, whatever its labels. */
  <T extends HasMetadata> Optional<T> findLive(Class<T> type, String name);

  /** The objects of a watched kind that this owner controls, from the cache. */
  <T extends HasMetadata> List<T> listOwned(Class<T> type, Owner owner);

  /** Whether applying the desired object would leave the observed one as it is. */
  boolean matches(HasMetadata observed, HasMetadata desired);

  /**
   * Server-side apply, forced; reads that follow see the answer. A part of an identity that nobody
   * has is created instead, and keys that there are change only if they are as they were observed:
   * the API refuses it (409) when somebody made or changed it meanwhile, be it another cluster of
   * this name or an operator that did not know that it was replaced.
   *
   * @param observed the object that bears the name now; the API refuses the request when it is gone
   *     (409) or was replaced by another (422, {@code metadata.uid})
   */
  <T extends HasMetadata> T apply(T desired, Optional<T> observed);

  /**
   * Gives a retained part of an identity to the owner; the API refuses with 409 when the object
   * changed since it was observed.
   */
  <T extends HasMetadata> T adopt(T observed, Owner owner);

  /**
   * Takes a part of an identity from its owner and marks it as retained.
   *
   * @return false when the object changed since it was observed, or is gone
   */
  boolean retain(HasMetadata observed, Owner owner);

  /**
   * Deletes the object.
   *
   * @return false when it changed since it was observed; then it is left alone
   */
  boolean delete(HasMetadata observed);
}
