package dev.nestling.nodepool.machines;

import dev.nestling.api.v1alpha1.Machines;
import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolWorkers;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.core.plan.Owner;
import dev.nestling.nodepool.purpose.Share;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a pool of machines asks for, with every default filled in.
 *
 * @param custody whose nodes the machines are, and who has their keys
 * @param hosts its machines
 * @param imageArchives a directory on the machines
 * @param version of Kubernetes on them; none means the cluster's
 * @param drainTimeout for how long pods of a node that goes are asked to go
 * @param abandoned names of machines that are not cleaned any more when they go
 */
public record MachinesScope(
    Custody custody,
    List<Host> hosts,
    Optional<String> imageArchives,
    Optional<String> version,
    Duration drainTimeout,
    Abandoned abandoned) {
  /** Annotation of a pool: names of machines, with commas between, or {@code *}. */
  static final String ABANDON = "nestling.dev/abandon-machines";

  private static final String ROOT = "root";
  private static final int SSH_PORT = 22;
  private static final String DEFAULT_DRAIN = "10m";

  public MachinesScope {
    hosts = List.copyOf(hosts);
  }

  /** Machines that nobody can reach any more, as the owner says. */
  record Abandoned(Set<String> names) {
    private static final String ALL = "*";

    Abandoned {
      names = Set.copyOf(names);
    }

    boolean has(String machine) {
      return names.contains(machine) || names.contains(ALL);
    }
  }

  /** Empty of a pool of another type. */
  public static Optional<MachinesScope> of(NodePool pool) {
    Machines source = pool.getSpec().source().machines();
    NodePoolWorkers workers = pool.getSpec().workers();
    if (source == null || workers == null) {
      return Optional.empty();
    }
    var metadata = pool.getMetadata();
    return Optional.of(
        new MachinesScope(
            Custody.own(
                new PoolReference(metadata.getNamespace(), metadata.getName()), Owner.of(pool)),
            source.hosts().stream().map(host -> host(host, source)).toList(),
            Optional.ofNullable(source.imageArchives()),
            Optional.ofNullable(workers.version()),
            duration(Objects.requireNonNullElse(workers.drainTimeout(), DEFAULT_DRAIN)),
            abandoned(pool)));
  }

  /**
   * Of a pool that has a share of another pool's machines. Whoever has the machines gives them up.
   *
   * @param pool that has the share
   * @param hardware the pool that has the machines
   * @param granted names of those that the share may have
   */
  public static MachinesScope of(
      NodePool pool, Share share, NodePool hardware, List<String> granted) {
    Optional<Machines> source = Optional.ofNullable(hardware.getSpec().source().machines());
    return new MachinesScope(
        new Custody(share.pool(), Owner.of(pool), share.hardware().namespace(), true),
        source.stream()
            .flatMap(it -> it.hosts().stream().map(host -> host(host, it)))
            .filter(host -> granted.contains(host.name()))
            .toList(),
        source.map(Machines::imageArchives),
        share.version(),
        share.drainTimeout(),
        abandoned(hardware));
  }

  /**
   * Of a share that is gone without its machines having been cleaned: somebody has removed its
   * finalizer.
   *
   * @param hardware the pool that has the machines
   */
  public static MachinesScope orphaned(PoolReference share, Owner owner, NodePool hardware) {
    return new MachinesScope(
        new Custody(share, owner, hardware.getMetadata().getNamespace(), true),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        duration(DEFAULT_DRAIN),
        abandoned(hardware));
  }

  /** Whether a pool's owner has given all these machines up. */
  public static boolean areAbandoned(NodePool pool, Set<String> machines) {
    return machines.stream().allMatch(abandoned(pool)::has);
  }

  PoolReference pool() {
    return custody.pool();
  }

  Owner owner() {
    return custody.owner();
  }

  private static Host host(Machines.Host host, Machines source) {
    return new Host(
        host.name(),
        host.address(),
        Objects.requireNonNullElse(host.port(), SSH_PORT),
        Objects.requireNonNullElse(source.user(), ROOT),
        host.hostKeys(),
        source.keySecretRef().name(),
        host.nodeIP());
  }

  /** Hours and minutes, as the CRD lets them in. */
  private static Duration duration(String text) {
    return Duration.parse("PT" + text);
  }

  private static Abandoned abandoned(NodePool pool) {
    Map<String, String> annotations =
        Objects.requireNonNullElse(pool.getMetadata().getAnnotations(), Map.of());
    return new Abandoned(
        Arrays.stream(annotations.getOrDefault(ABANDON, "").split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toSet()));
  }
}
