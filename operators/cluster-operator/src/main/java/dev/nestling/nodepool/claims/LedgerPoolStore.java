package dev.nestling.nodepool.claims;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.core.placement.Ledger;
import dev.nestling.core.placement.LedgerConfigMap;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.core.plan.Owner;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Pools, whom they let in, and their ledgers, as the API server has them and no cache. */
public final class LedgerPoolStore {
  private final KubernetesClient client;

  public LedgerPoolStore(KubernetesClient client) {
    this.client = client;
  }

  /** A pool, unless it is gone or another one of its name is there. */
  public Optional<NodePool> current(NodePool pool) {
    return Optional.ofNullable(client.resource(pool).get())
        .filter(found -> found.getMetadata().getUid().equals(pool.getMetadata().getUid()));
  }

  /** Names of namespaces that a selector meets. */
  public Set<String> namespaces(LabelSelector selector) {
    return client.namespaces().withLabelSelector(selector).list().getItems().stream()
        .map((Namespace namespace) -> namespace.getMetadata().getName())
        .collect(Collectors.toSet());
  }

  /**
   * The pool's ledger. An empty one is made when there is none, unless the pool is on its way out:
   * in a namespace that goes, too, nothing can be made any more.
   */
  public ConfigMap ledger(PoolReference pool, Owner owner, boolean closing) {
    ConfigMap found = find(pool);
    if (found != null) {
      return found;
    }
    ConfigMap empty = LedgerConfigMap.build(owner, pool, Ledger.EMPTY);
    return closing ? empty : client.resource(empty).create();
  }

  /** What another pool has answered; nothing, where the operator may not even look. */
  public Optional<Ledger> ledgerOf(PoolReference pool) {
    try {
      return Optional.ofNullable(find(pool)).map(LedgerConfigMap::read);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private @Nullable ConfigMap find(PoolReference pool) {
    return client
        .configMaps()
        .inNamespace(pool.namespace())
        .withName(LedgerConfigMap.name(pool))
        .get();
  }

  /**
   * Writes the ledger as a whole against the one that it was decided on, unless nothing of it is
   * new or there is none: what anybody else put there goes, and label and owner come back.
   *
   * @throws KubernetesClientException when somebody has written another one since
   */
  public void write(PoolReference pool, Owner owner, Ledger ledger, ConfigMap read) {
    ConfigMap wanted = LedgerConfigMap.build(owner, pool, ledger);
    Map<String, String> before = Objects.requireNonNullElse(read.getData(), Map.of());
    boolean isStored = read.getMetadata().getResourceVersion() != null;
    if (!isStored || (wanted.getData().equals(before) && LedgerConfigMap.isLabelled(read))) {
      return;
    }
    ObjectNode patch = client.getKubernetesSerialization().convertValue(wanted, ObjectNode.class);
    patch
        .withObjectProperty("metadata")
        .put("resourceVersion", read.getMetadata().getResourceVersion());
    ObjectNode data = patch.withObjectProperty("data");
    before.keySet().stream().filter(key -> !data.has(key)).forEach(data::putNull);
    client
        .configMaps()
        .inNamespace(pool.namespace())
        .withName(LedgerConfigMap.name(pool))
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
  }
}
