package dev.nestling.nodepool.machines;

import dev.nestling.api.v1alpha1.Machines;
import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolWorkers;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.core.plan.Owner;
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
 * @param pool its name
 * @param owner the pool itself
 * @param hosts its machines
 * @param imageArchives a directory on the machines
 * @param version of Kubernetes on them; none means the cluster's
 * @param drainTimeout for how long pods of a node that goes are asked to go
 * @param abandoned names of machines that are not cleaned any more when they go
 */
public record MachinesScope(
    PoolReference pool,
    Owner owner,
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
            new PoolReference(metadata.getNamespace(), metadata.getName()),
            Owner.of(pool),
            source.hosts().stream().map(host -> host(host, source)).toList(),
            Optional.ofNullable(source.imageArchives()),
            Optional.ofNullable(workers.version()),
            Duration.parse(
                "PT" + Objects.requireNonNullElse(workers.drainTimeout(), DEFAULT_DRAIN)),
            abandoned(Objects.requireNonNullElse(metadata.getAnnotations(), Map.of()))));
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

  private static Abandoned abandoned(Map<String, String> annotations) {
    return new Abandoned(
        Arrays.stream(annotations.getOrDefault(ABANDON, "").split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toSet()));
  }
}
