package dev.nestling.nodepool.claims;

import dev.nestling.api.v1alpha1.CommonSpec;
import dev.nestling.api.v1alpha1.EffectiveFullClusterSpec;
import dev.nestling.api.v1alpha1.EffectiveSpec;
import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.core.placement.Claimant;
import dev.nestling.core.placement.Demand;
import dev.nestling.core.placement.LightClusterDemand;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.fullcluster.FullClusterDemand;
import dev.nestling.nodepool.purpose.Share;
import dev.nestling.runtime.WatchedNamespaces;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which clusters, and which pools of worker nodes, ask for room in which pool, and tells
 * pools when that changes.
 */
public final class ClaimWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClaimWatch.class);

  /** Of a kind that is not installed nobody asks; it is looked for again and again meanwhile. */
  private static final Duration START = Duration.ofSeconds(10);

  private final Kind<LightCluster> lightClusters;
  private final Kind<FullCluster> fullClusters;
  private final Kind<NodePool> pools;

  /**
   * Returns once everything there is was read, as far as the kinds are installed.
   *
   * @param namespaces where claims count
   * @param listener told on a thread of the client's
   */
  public ClaimWatch(
      KubernetesClient client, WatchedNamespaces namespaces, Consumer<PoolReference> listener) {
    this.lightClusters =
        new Kind<>(client, namespaces, LightCluster.class, ClaimWatch::claim).watch(listener);
    this.fullClusters =
        new Kind<>(client, namespaces, FullCluster.class, ClaimWatch::claim).watch(listener);
    this.pools = new Kind<>(client, namespaces, NodePool.class, ClaimWatch::claim).watch(listener);
  }

  /** The claims on a pool, the oldest first. */
  public List<Claim> of(PoolReference pool) {
    return Stream.of(lightClusters.claims(), fullClusters.claims(), pools.claims())
        .flatMap(claims -> claims)
        .filter(claim -> claim.pool().equals(pool))
        .sorted(Claim.BY_AGE)
        .toList();
  }

  /** What became of a claimant that is not among the claims. */
  public sealed interface Whereabouts {
    /** There is no such cluster any more. */
    record Gone() implements Whereabouts {}

    /** It is there, and may run anywhere. */
    record Anywhere() implements Whereabouts {}

    /** Nobody knows: the operator may not look into its namespace. */
    record Unknown() implements Whereabouts {}

    /** It is there, and asks this pool. */
    record Asks(PoolReference pool) implements Whereabouts {}
  }

  /** Asked of the API server itself: a cache that lags behind must cost nobody a place. */
  public Whereabouts whereabouts(Claimant claimant) {
    if (claimant.isPool()) {
      return pools.whereabouts(claimant);
    }
    return claimant.kind().equals(HasMetadata.getKind(LightCluster.class))
        ? lightClusters.whereabouts(claimant)
        : fullClusters.whereabouts(claimant);
  }

  private static Optional<Claim> claim(LightCluster cluster) {
    EffectiveSpec spec = EffectiveSpec.of(cluster);
    return claim(cluster, spec.common(), () -> LightClusterDemand.of(spec));
  }

  private static Optional<Claim> claim(FullCluster cluster) {
    EffectiveFullClusterSpec spec = EffectiveFullClusterSpec.of(cluster);
    return claim(cluster, spec.common(), () -> FullClusterDemand.of(spec));
  }

  private static Optional<Claim> claim(NodePool pool) {
    return Share.of(pool).map(share -> claim(pool, share.hardware(), share.demand()));
  }

  private static Optional<Claim> claim(
      HasMetadata cluster, CommonSpec spec, Supplier<Demand> demand) {
    return spec.nodePool()
        .map(
            pool ->
                claim(
                    cluster,
                    new PoolReference(
                        pool.namespace().orElse(cluster.getMetadata().getNamespace()), pool.name()),
                    demand.get()));
  }

  private static Claim claim(HasMetadata by, PoolReference pool, Demand demand) {
    var metadata = by.getMetadata();
    return new Claim(
        new Claimant(by.getKind(), metadata.getNamespace(), metadata.getName(), metadata.getUid()),
        pool,
        demand,
        Objects.requireNonNullElse(metadata.getCreationTimestamp(), ""),
        metadata.getDeletionTimestamp() != null);
  }

  @Override
  public void close() {
    lightClusters.close();
    fullClusters.close();
    pools.close();
  }

  /** One kind of cluster. */
  private static final class Kind<C extends HasMetadata> {
    private final KubernetesClient client;
    private final Class<C> type;
    private final Function<C, Optional<Claim>> reading;
    private final List<SharedIndexInformer<C>> informers;

    Kind(
        KubernetesClient client,
        WatchedNamespaces namespaces,
        Class<C> type,
        Function<C, Optional<Claim>> reading) {
      this.client = client;
      this.type = type;
      this.reading = reading;
      this.informers =
          namespaces.in(client.resources(type)).map(found -> found.runnableInformer(0)).toList();
    }

    Kind<C> watch(Consumer<PoolReference> listener) {
      informers.forEach(informer -> watch(informer, listener));
      return this;
    }

    private void watch(SharedIndexInformer<C> informer, Consumer<PoolReference> listener) {
      informer.addEventHandler(new Changes<>(this::claim, listener));
      informer.exceptionHandler((started, failure) -> true);
      try {
        informer.start().toCompletableFuture().get(START.toSeconds(), TimeUnit.SECONDS);
      } catch (TimeoutException | ExecutionException notInstalled) {
        LOG.warn("No {} is placed until they can be listed", HasMetadata.getKind(type));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void close() {
      informers.forEach(SharedIndexInformer::close);
    }

    Stream<Claim> claims() {
      return informers.stream()
          .flatMap(informer -> informer.getStore().list().stream())
          .map(this::claim)
          .flatMap(Optional::stream);
    }

    /** An object that no operator understands asks for nothing. */
    private Optional<Claim> claim(C cluster) {
      try {
        return reading.apply(cluster);
      } catch (IllegalArgumentException notUnderstood) {
        return Optional.empty();
      }
    }

    /** What was in a namespace that is gone is gone. */
    private Whereabouts unseen(Claimant claimant) {
      try {
        if (client.namespaces().withName(claimant.namespace()).get() == null) {
          return new Whereabouts.Gone();
        }
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
          throw e;
        }
      }
      LOG.warn("Nothing is known of {}: the operator has no rights in its namespace", claimant);
      return new Whereabouts.Unknown();
    }

    Whereabouts whereabouts(Claimant claimant) {
      C found;
      try {
        found =
            client
                .resources(type)
                .inNamespace(claimant.namespace())
                .withName(claimant.name())
                .get();
      } catch (KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
          return unseen(claimant);
        }
        throw e;
      }
      if (found == null || !Objects.equals(found.getMetadata().getUid(), claimant.uid())) {
        return new Whereabouts.Gone();
      }
      return claim(found)
          .<Whereabouts>map(claim -> new Whereabouts.Asks(claim.pool()))
          .orElseGet(Whereabouts.Anywhere::new);
    }
  }

  /** Both pools hear of a cluster that goes from one to another. */
  private record Changes<C>(Function<C, Optional<Claim>> claim, Consumer<PoolReference> listener)
      implements ResourceEventHandler<C> {
    @Override
    public void onAdd(C cluster) {
      tell(Optional.empty(), claim.apply(cluster));
    }

    @Override
    public void onUpdate(C before, C now) {
      tell(claim.apply(before), claim.apply(now));
    }

    @Override
    public void onDelete(C last, boolean unknownState) {
      tell(claim.apply(last), Optional.empty());
    }

    private void tell(Optional<Claim> before, Optional<Claim> now) {
      if (!before.equals(now)) {
        Stream.of(before, now)
            .flatMap(Optional::stream)
            .map(Claim::pool)
            .distinct()
            .forEach(listener);
      }
    }
  }
}
