package dev.nestling.kubectl.picture;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolSource;
import dev.nestling.kubectl.management.Failure;
import dev.nestling.kubectl.management.Management;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds what was named, and says what there is instead. */
public record Subjects(Management management) {
  private static final List<Kind> CLUSTERS = List.of(Kind.LIGHT_CLUSTER, Kind.FULL_CLUSTER);

  /**
   * @throws Failure when there is none of the name, or one of each kind and nobody said which
   */
  public Subject find(Reference wanted) {
    List<Kind> kinds = wanted.kind().map(List::of).orElse(CLUSTERS);
    List<Subject> found = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    for (Kind kind : kinds) {
      try {
        get(kind, wanted.name()).ifPresent(found::add);
      } catch (Failure e) {
        failures.add(e);
      }
    }
    if (found.size() > 1) {
      throw new Failure(
          "there are a LightCluster and a FullCluster %s in namespace %s; say which: --kind lightcluster or --kind fullcluster, or lightcluster/%s or fullcluster/%s where a command takes that"
              .formatted(wanted.name(), management.namespace(), wanted.name(), wanted.name()));
    }
    if (found.isEmpty() && !failures.isEmpty()) {
      throw failures.getFirst();
    }
    return found.stream().findFirst().orElseThrow(() -> notFound(wanted, kinds));
  }

  /** All of these kinds, as {@code kind/name}, sorted; without those that nobody may list. */
  public List<String> names(List<Kind> kinds) {
    return kinds.stream()
        .flatMap(kind -> list(kind).stream())
        .sorted(Comparator.comparing(Subject::name))
        .map(it -> it.kind().lower() + "/" + it.name())
        .toList();
  }

  /** The names of pools whose hardware is of this type, sorted. */
  public List<String> pools(NodePoolSource.Type type) {
    return list(Kind.NODE_POOL).stream()
        .flatMap(subject -> subject.pool().stream())
        .filter(pool -> pool.getSpec().source().type() == type)
        .map(pool -> pool.getMetadata().getName())
        .sorted()
        .toList();
  }

  static boolean isOf(Subject cluster, NodePool pool) {
    return Optional.ofNullable(pool.getSpec())
        .flatMap(spec -> Optional.ofNullable(spec.workers()))
        .map(workers -> workers.clusterRef())
        .filter(
            ref ->
                ref.kind().name().equals(cluster.kind().word())
                    && ref.name().equals(cluster.name()))
        .isPresent();
  }

  private Failure notFound(Reference wanted, List<Kind> kinds) {
    String words = kinds.stream().map(Kind::word).collect(Collectors.joining(" or "));
    List<String> names = names(kinds);
    return new Failure(
        names.isEmpty()
            ? "there is no %s %s in namespace %s, nor any other; give another namespace with -n"
                .formatted(words, wanted.name(), management.namespace())
            : "there is no %s %s in namespace %s; there are: %s"
                .formatted(words, wanted.name(), management.namespace(), String.join(", ", names)));
  }

  private Optional<Subject> get(Kind kind, String name) {
    String namespace = management.namespace();
    return switch (kind) {
      case LIGHT_CLUSTER ->
          management
              .find(
                  kind.plural(),
                  client ->
                      client
                          .resources(LightCluster.class)
                          .inNamespace(namespace)
                          .withName(name)
                          .get())
              .map(Subject::of);
      case FULL_CLUSTER ->
          management
              .find(
                  kind.plural(),
                  client ->
                      client
                          .resources(FullCluster.class)
                          .inNamespace(namespace)
                          .withName(name)
                          .get())
              .map(Subject::of);
      case NODE_POOL ->
          management
              .find(
                  kind.plural(),
                  client ->
                      client.resources(NodePool.class).inNamespace(namespace).withName(name).get())
              .map(Subject::of);
    };
  }

  private List<Subject> list(Kind kind) {
    String namespace = management.namespace();
    return switch (kind) {
      case LIGHT_CLUSTER ->
          management
              .list(
                  kind.plural(),
                  client ->
                      client.resources(LightCluster.class).inNamespace(namespace).list().getItems())
              .stream()
              .map(Subject::of)
              .toList();
      case FULL_CLUSTER ->
          management
              .list(
                  kind.plural(),
                  client ->
                      client.resources(FullCluster.class).inNamespace(namespace).list().getItems())
              .stream()
              .map(Subject::of)
              .toList();
      case NODE_POOL ->
          management
              .list(
                  kind.plural(),
                  client ->
                      client.resources(NodePool.class).inNamespace(namespace).list().getItems())
              .stream()
              .map(Subject::of)
              .toList();
    };
  }
}
