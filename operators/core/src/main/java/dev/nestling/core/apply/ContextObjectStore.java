package dev.nestling.core.apply;

import dev.nestling.core.plan.Labels;
import dev.nestling.core.plan.Owner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The store behind one reconcile of the operator framework. A kind with an informer is read from
 * its cache, and what is written enters the cache before the informer hears of it; any other kind
 * (Secrets) is read with GET, once per reconcile and name.
 */
public final class ContextObjectStore implements ObjectStore {

  private record Key(Class<? extends HasMetadata> type, String name) {}

  private final Context<?> context;
  private final KubernetesClient client;
  private final String namespace;
  private final ManagedFieldsMatcher matcher = new ManagedFieldsMatcher();
  private final Map<Key, Optional<? extends HasMetadata>> read = new HashMap<>();

  /**
   * @param context of this reconcile; its field manager is the one that applies
   * @param namespace the only one that is read and written
   */
  public ContextObjectStore(Context<?> context, String namespace) {
    this.context = context;
    this.client = context.getClient();
    this.namespace = namespace;
  }

  @Override
  public <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
    return cacheOf(type)
        .map(cache -> cache.get(new ResourceID(name, namespace)))
        .orElseGet(() -> readOnce(type, name));
  }

  @Override
  public <T extends HasMetadata> Optional<T> findLive(Class<T> type, String name) {
    return cacheOf(type).isPresent() ? get(type, name) : readOnce(type, name);
  }

  @Override
  public <T extends HasMetadata> List<T> listOwned(Class<T> type, Owner owner) {
    if (cacheOf(type).isEmpty()) {
      throw new IllegalArgumentException(type.getSimpleName() + " is not watched");
    }
    return context.getSecondaryResources(type).stream().filter(owner::controls).toList();
  }

  @Override
  public boolean matches(HasMetadata observed, HasMetadata desired) {
    return matcher.matches(observed, desired, context);
  }

  @Override
  public <T extends HasMetadata> T apply(T desired, Optional<T> observed) {
    T sent = client.getKubernetesSerialization().clone(desired);
    ObjectMeta metadata = sent.getMetadata();
    metadata.setNamespace(namespace);
    if (observed.isEmpty() && Identity.isPartOf(sent)) {
      return create(sent);
    }
    observed.ifPresent(object -> metadata.setUid(object.getMetadata().getUid()));
    if (Identity.isPartOf(sent) && cacheOf(sent.getClass()).isEmpty()) {
      // Whoever changed keys meanwhile made them for a reason that we don't know yet.
      observed.ifPresent(
          object -> metadata.setResourceVersion(object.getMetadata().getResourceVersion()));
    }
    if (cacheOf(sent.getClass()).isPresent()) {
      return context.resourceOperations().serverSideApply(sent);
    }
    return remember(
        client.resource(sent).patch(patch(PatchType.SERVER_SIDE_APPLY).withForce(true).build()));
  }

  /** An apply would merge into what somebody made since we looked; a creation is refused. */
  private <T extends HasMetadata> T create(T sent) {
    if (cacheOf(sent.getClass()).isPresent()) {
      return context.resourceOperations().resourcePatch(sent, this::post);
    }
    return remember(post(sent));
  }

  /** The client's own way to create has no field manager, and so would not be known as ours. */
  @SuppressWarnings("unchecked")
  private <T extends HasMetadata> T post(T sent) {
    String version = sent.getApiVersion();
    String path =
        "%s/%s/namespaces/%s/%s?fieldManager=%s"
            .formatted(
                version.contains("/") ? "/apis" : "/api",
                version,
                namespace,
                sent.getPlural(),
                context.getControllerConfiguration().fieldManager());
    String answer = client.raw(path, "POST", sent);
    return (T) client.getKubernetesSerialization().unmarshal(answer, sent.getClass());
  }

  @Override
  public <T extends HasMetadata> T adopt(T observed, Owner owner) {
    return mergeMetadata(observed, List.of(), owner.uid(), null);
  }

  /** References to the owner itself are taken, too: somebody else may have added one. */
  @Override
  public boolean retain(HasMetadata observed, Owner owner) {
    try {
      mergeMetadata(observed, otherReferences(observed, owner), null, "true");
      return true;
    } catch (KubernetesClientException e) {
      return changedMeanwhile(e);
    }
  }

  /** No two objects ever have the same resource version, so it stands for the UID as well. */
  @Override
  public boolean delete(HasMetadata observed) {
    try {
      client
          .resource(observed)
          .lockResourceVersion(observed.getMetadata().getResourceVersion())
          .delete();
      return true;
    } catch (KubernetesClientException e) {
      return changedMeanwhile(e);
    }
  }

  /** False: it was not done, because the object is another one now, or gone. */
  private static boolean changedMeanwhile(KubernetesClientException e) {
    if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
        || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
      return false;
    }
    throw e;
  }

  /**
   * A merge patch with the observed resource version: the API refuses it when the object changed.
   */
  private <T extends HasMetadata> T mergeMetadata(
      T observed,
      List<OwnerReference> references,
      @Nullable String ownerUid,
      @Nullable String retained) {
    Map<String, @Nullable Object> annotations = new LinkedHashMap<>();
    annotations.put(Labels.OWNER_UID, ownerUid);
    annotations.put(Labels.RETAINED, retained);
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("resourceVersion", observed.getMetadata().getResourceVersion());
    metadata.put("uid", observed.getMetadata().getUid());
    metadata.put("ownerReferences", references);
    metadata.put("annotations", annotations);
    String json = client.getKubernetesSerialization().asJson(Map.of("metadata", metadata));
    PatchContext patch = patch(PatchType.JSON_MERGE).build();
    if (cacheOf(observed.getClass()).isPresent()) {
      return context
          .resourceOperations()
          .resourcePatch(observed, object -> client.resource(object).patch(patch, json));
    }
    return remember(client.resource(observed).patch(patch, json));
  }

  private static List<OwnerReference> otherReferences(HasMetadata observed, Owner owner) {
    return Optional.ofNullable(observed.getMetadata().getOwnerReferences())
        .orElse(List.of())
        .stream()
        .filter(reference -> !owner.uid().equals(reference.getUid()))
        .toList();
  }

  private PatchContext.Builder patch(PatchType type) {
    return new PatchContext.Builder()
        .withPatchType(type)
        .withFieldManager(context.getControllerConfiguration().fieldManager());
  }

  private <T extends HasMetadata> Optional<T> readOnce(Class<T> type, String name) {
    return read.computeIfAbsent(new Key(type, name), key -> get(type, name)).map(type::cast);
  }

  private <T extends HasMetadata> Optional<T> get(Class<T> type, String name) {
    return Optional.ofNullable(client.resources(type).inNamespace(namespace).withName(name).get());
  }

  private <T extends HasMetadata> T remember(T answer) {
    read.put(new Key(answer.getClass(), answer.getMetadata().getName()), Optional.of(answer));
    return answer;
  }

  /** The informer of a kind; an event source of informers is a cache. */
  @SuppressWarnings("unchecked")
  private <T extends HasMetadata> Optional<Cache<T>> cacheOf(Class<T> type) {
    return context.eventSourceRetriever().getEventSourcesFor(type).stream()
        .filter(Cache.class::isInstance)
        .map(source -> (Cache<T>) source)
        .findFirst();
  }
}
