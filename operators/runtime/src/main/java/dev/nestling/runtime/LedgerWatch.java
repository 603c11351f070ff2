package dev.nestling.runtime;

import dev.nestling.core.placement.Claimant;
import dev.nestling.core.placement.Ledger;
import dev.nestling.core.placement.LedgerConfigMap;
import dev.nestling.core.placement.Ledgers;
import dev.nestling.core.placement.PoolReference;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ledgers of all node pools, and tells those whose answer has changed. A pool that nobody
 * installed has no ledger, and so this needs no NodePool to be known to the API server.
 */
public final class LedgerWatch implements Ledgers, AutoCloseable {
  private final List<SharedIndexInformer<ConfigMap>> informers;
  private final Map<String, Parsed> parsed = new ConcurrentHashMap<>();
  private volatile Consumer<PoolReference> deletions = pool -> {};

  /**
   * Returns once everything there is was read.
   *
   * @param namespaces where pools may be
   * @param listener told on a thread of the client's
   */
  public LedgerWatch(
      KubernetesClient client, WatchedNamespaces namespaces, Consumer<Claimant> listener) {
    this.informers =
        namespaces
            .in(client.configMaps())
            .map(
                found ->
                    found
                        .withLabel(LedgerConfigMap.LABEL, LedgerConfigMap.LABELLED)
                        .inform(new Changes(listener)))
            .toList();
  }

  @Override
  public Optional<Ledger> find(PoolReference pool) {
    String key = pool.namespace() + "/" + LedgerConfigMap.name(pool);
    ConfigMap stored = stored(key);
    if (stored == null) {
      parsed.remove(key);
      return Optional.empty();
    }
    String version = stored.getMetadata().getResourceVersion();
    Parsed known =
        parsed.compute(
            key,
            (any, before) ->
                before != null && before.version().equals(version)
                    ? before
                    : new Parsed(version, LedgerConfigMap.read(stored)));
    return Optional.of(known.ledger());
  }

  private @Nullable ConfigMap stored(String key) {
    return informers.stream()
        .map(informer -> informer.getStore().getByKey(key))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** A ledger is read by every reconcile of every cluster in it. */
  private record Parsed(String version, Ledger ledger) {}

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
  }

  /**
   * Tells of ledgers that somebody deleted: the pool makes another one.
   *
   * @param pools told on a thread of the client's
   */
  public LedgerWatch tellingOfDeletions(Consumer<PoolReference> pools) {
    deletions = pools;
    return this;
  }

  /** Who hears of a change: those alone for whom it is one. */
  private final class Changes implements ResourceEventHandler<ConfigMap> {
    private final Consumer<Claimant> listener;

    Changes(Consumer<Claimant> listener) {
      this.listener = listener;
    }

    @Override
    public void onAdd(ConfigMap stored) {
      tell(Ledger.EMPTY, LedgerConfigMap.read(stored));
    }

    @Override
    public void onUpdate(ConfigMap before, ConfigMap now) {
      tell(LedgerConfigMap.read(before), LedgerConfigMap.read(now));
    }

    @Override
    public void onDelete(ConfigMap last, boolean unknownState) {
      tell(LedgerConfigMap.read(last), Ledger.EMPTY);
      LedgerConfigMap.pool(last).ifPresent(deletions);
    }

    private void tell(Ledger before, Ledger now) {
      Set<String> all = new HashSet<>(before.entries().keySet());
      all.addAll(now.entries().keySet());
      for (String uid : all) {
        if (!Objects.equals(before.answer(uid), now.answer(uid))) {
          Optional.ofNullable(now.entries().get(uid))
              .or(() -> Optional.ofNullable(before.entries().get(uid)))
              .map(Ledger.Entry::claimant)
              .ifPresent(listener);
        }
      }
    }
  }
}
