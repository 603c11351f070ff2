package dev.nestling.core.cluster;

import dev.nestling.core.apply.ObjectSet;
import dev.nestling.core.management.ManagementCluster;
import dev.nestling.core.network.Cidr;
import dev.nestling.core.objects.ClusterScope;
import dev.nestling.core.objects.VolumeClaim;
import dev.nestling.core.plan.Problem;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a look at the management cluster can show wrong with any kind of cluster. Each check says
 * what is wrong, never what that prevents: the kinds decide. What the operator may not ask for is
 * not checked.
 */
public final class WorldChecks {
  public static final String VOLUME_CANNOT_GROW = "VolumeCannotGrow";

  /**
   * What the checks look at.
   *
   * @param scope the cluster
   * @param own its objects
   * @param management the cluster that it runs in
   */
  public record Facts(ClusterScope scope, ObjectSet own, ManagementCluster management) {
    private String kind() {
      return scope.owner().kind();
    }
  }

  private WorldChecks() {}

  /** Ranges of the nested cluster that overlap those of the management cluster. */
  public static Stream<Problem> ranges(Facts facts) {
    var network = facts.scope().common().network();
    return Stream.concat(
        ranges(facts, "podCIDRs", network.podCIDRs()),
        ranges(facts, "serviceCIDRs", network.serviceCIDRs()));
  }

  private static Stream<Problem> ranges(Facts facts, String field, List<String> asked) {
    List<Taken> taken = taken(facts);
    return asked.stream()
        .flatMap(
            range ->
                taken.stream()
                    .filter(other -> overlap(range, other.range()))
                    .limit(1)
                    .map(
                        other ->
                            new Problem(
                                "NetworkOverlap",
                                ("spec.network.%s: %s overlaps %s, %s of the management cluster;"
                                        + " delete this %s and create it with another"
                                        + " range, because ranges can't be changed")
                                    .formatted(
                                        field, range, other.range(), other.what(), facts.kind()))));
  }

  private record Taken(String range, String what) {}

  /**
   * The Service's own address stands for the management cluster's service range where that can't be
   * asked for.
   */
  private static List<Taken> taken(Facts facts) {
    Stream<String> own =
        facts
            .own()
            .find(Service.class, facts.scope().names().api())
            .map(Endpoints::clusterIps)
            .orElse(List.of())
            .stream();
    return Stream.of(
            facts.management().serviceCIDRs().stream()
                .map(range -> new Taken(range, "the service range")),
            facts.management().podCIDRs().stream().map(range -> new Taken(range, "a pod range")),
            own.map(
                ip -> new Taken(ip + (ip.contains(":") ? "/128" : "/32"), "a Service's address")))
        .flatMap(taken -> taken)
        .toList();
  }

  private static boolean overlap(String left, String right) {
    return Cidr.parse(left).flatMap(range -> Cidr.parse(right).filter(range::overlaps)).isPresent();
  }

  /**
   * The storage class of volumes that are still to be made.
   *
   * @param field such as {@code spec.etcd.volume}
   */
  public static Stream<Problem> storageClass(
      Facts facts, String field, VolumeClaim.Request wanted) {
    return facts.management().storageClasses().stream()
        .flatMap(known -> storageClass(known, facts, field, wanted));
  }

  private static Stream<Problem> storageClass(
      List<ManagementCluster.StorageClassFacts> classes,
      Facts facts,
      String field,
      VolumeClaim.Request wanted) {
    if (wanted.storageClassName().isEmpty()) {
      return classes.stream().anyMatch(ManagementCluster.StorageClassFacts::isDefault)
          ? Stream.empty()
          : Stream.of(
              new Problem(
                  "NoDefaultStorageClass",
                  ("the management cluster has no default StorageClass; name one in a new"
                          + " %s's %s.storageClassName, or mark one"
                          + " as the default")
                      .formatted(facts.kind(), field)));
    }
    String name = wanted.storageClassName().get();
    return classes.stream().anyMatch(known -> known.name().equals(name))
        ? Stream.empty()
        : Stream.of(
            new Problem(
                "StorageClassUnknown",
                ("%s.storageClassName: there is no StorageClass '%s' in the management cluster;"
                        + " create it, or delete this %s and name another one")
                    .formatted(field, name, facts.kind())));
  }

  /** Existing volumes that should grow and can't. */
  public static Stream<Problem> growth(Facts facts, String field, VolumeClaim.Request wanted) {
    return facts.scope().volumeNames().stream()
        .flatMap(name -> facts.own().find(PersistentVolumeClaim.class, name).stream())
        .filter(claim -> VolumeClaim.grows(wanted, claim))
        .flatMap(claim -> Optional.ofNullable(claim.getSpec().getStorageClassName()).stream())
        .filter(name -> !expandable(facts.management(), name))
        .distinct()
        .map(
            name ->
                new Problem(
                    VOLUME_CANNOT_GROW,
                    "%s.size: StorageClass '%s' does not let volumes grow (allowVolumeExpansion); the volume keeps its size"
                        .formatted(field, name)));
  }

  private static boolean expandable(ManagementCluster management, String storageClass) {
    return management
        .storageClasses()
        .map(
            classes ->
                classes.stream()
                    .anyMatch(known -> known.name().equals(storageClass) && known.expandable()))
        .orElse(true);
  }

  /** A priority class that does not exist: no pod could be made with it. */
  public static Stream<Problem> priorityClass(Facts facts) {
    return facts.scope().common().scheduling().priorityClassName().stream()
        .filter(
            name ->
                facts.management().priorityClasses().filter(it -> !it.contains(name)).isPresent())
        .map(
            name ->
                new Problem(
                    "PriorityClassUnknown",
                    "spec.scheduling.priorityClassName: there is no PriorityClass '"
                        + name
                        + "' in the management cluster"));
  }
}
