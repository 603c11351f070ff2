package dev.nestling.lightcluster;

import dev.nestling.api.v1alpha1.EffectiveSpec;
import dev.nestling.core.network.Cidr;
import dev.nestling.core.plan.Problem;
import dev.nestling.lightcluster.objects.ClusterScope;
import dev.nestling.lightcluster.objects.DatastoreVolumeClaim;
import dev.nestling.lightcluster.objects.ExternalDatastore;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What only a look at the world can show wrong; what one object can show was refused at admission.
 * A finding never tears anything down: at most it keeps a server from being started or changed.
 */
public final class LightClusterValidation {
  static final String VOLUME_CANNOT_GROW = "VolumeCannotGrow";

  /** What a finding keeps from happening. */
  public enum Prevents {
    /** Nothing: the rest of the spec is followed. */
    NOTHING,
    /** The first start: an existing server can't be made worse by it. */
    FIRST_START,
    /** Every start, and so every change that would restart an existing server. */
    EVERY_START
  }

  /** A problem and its weight. */
  public record Finding(Problem problem, Prevents prevents) {}

  private interface Check {
    Stream<Finding> run(ClusterScope scope, Observed observed);
  }

  private static final List<Check> CHECKS =
      List.of(
          LightClusterValidation::podRanges,
          LightClusterValidation::serviceRanges,
          LightClusterValidation::storageClass,
          LightClusterValidation::volumeGrowth,
          LightClusterValidation::volumeLeaving,
          LightClusterValidation::database,
          LightClusterValidation::sharedDatabase,
          LightClusterValidation::priorityClass);

  private LightClusterValidation() {}

  /** All findings, in the order of the checks. */
  public static List<Finding> check(ClusterScope scope, Observed observed) {
    return CHECKS.stream().flatMap(check -> check.run(scope, observed)).toList();
  }

  /** The first finding that keeps the server from being started, or restarted if it exists. */
  public static Optional<Problem> startPrevented(ClusterScope scope, Observed observed) {
    boolean exists = observed.own().server(scope.names()).isPresent();
    return check(scope, observed).stream()
        .filter(
            finding ->
                switch (finding.prevents()) {
                  case NOTHING -> false;
                  case FIRST_START -> !exists;
                  case EVERY_START -> true;
                })
        .map(Finding::problem)
        .findFirst();
  }

  private static Stream<Finding> podRanges(ClusterScope scope, Observed observed) {
    return ranges("podCIDRs", scope.spec().network().podCIDRs(), taken(scope, observed));
  }

  private static Stream<Finding> serviceRanges(ClusterScope scope, Observed observed) {
    return ranges("serviceCIDRs", scope.spec().network().serviceCIDRs(), taken(scope, observed));
  }

  private static Stream<Finding> ranges(String field, List<String> asked, List<Taken> taken) {
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
                                        + " delete this LightCluster and create it with another"
                                        + " range, because ranges can't be changed")
                                    .formatted(field, range, other.range(), other.what()))))
        .map(problem -> new Finding(problem, Prevents.FIRST_START));
  }

  private record Taken(String range, String what) {}

  /**
   * The Service's own address stands for the management cluster's service range where that can't be
   * asked for.
   */
  private static List<Taken> taken(ClusterScope scope, Observed observed) {
    Stream<String> own =
        observed.own().service(scope.names()).map(Endpoints::clusterIps).orElse(List.of()).stream();
    return Stream.of(
            observed.management().serviceCIDRs().stream()
                .map(range -> new Taken(range, "the service range")),
            observed.management().podCIDRs().stream().map(range -> new Taken(range, "a pod range")),
            own.map(
                ip -> new Taken(ip + (ip.contains(":") ? "/128" : "/32"), "a Service's address")))
        .flatMap(taken -> taken)
        .toList();
  }

  private static boolean overlap(String left, String right) {
    return Cidr.parse(left).flatMap(range -> Cidr.parse(right).filter(range::overlaps)).isPresent();
  }

  private static Stream<Finding> storageClass(ClusterScope scope, Observed observed) {
    if (!(scope.spec().datastore() instanceof EffectiveSpec.PersistentVolume volume)
        || observed.own().volume(scope.names()).isPresent()) {
      return Stream.empty();
    }
    List<ManagementCluster.StorageClassFacts> classes = observed.management().storageClasses();
    if (volume.storageClassName().isEmpty()) {
      return classes.stream().anyMatch(ManagementCluster.StorageClassFacts::isDefault)
          ? Stream.empty()
          : Stream.of(
              firstStart(
                  "NoDefaultStorageClass",
                  "the management cluster has no default StorageClass; name one in a new"
                      + " LightCluster's spec.datastore.sqlite.volume.storageClassName, or mark one"
                      + " as the default"));
    }
    String name = volume.storageClassName().get();
    return classes.stream().anyMatch(known -> known.name().equals(name))
        ? Stream.empty()
        : Stream.of(
            firstStart(
                "StorageClassUnknown",
                "spec.datastore.sqlite.volume.storageClassName: there is no StorageClass '"
                    + name
                    + "' in the management cluster; create it, or delete this LightCluster"
                    + " and name another one"));
  }

  private static Stream<Finding> volumeGrowth(ClusterScope scope, Observed observed) {
    if (!(scope.spec().datastore() instanceof EffectiveSpec.PersistentVolume volume)) {
      return Stream.empty();
    }
    return observed.own().volume(scope.names()).stream()
        .filter(claim -> DatastoreVolumeClaim.grows(volume, claim))
        .flatMap(
            claim ->
                Optional.ofNullable(claim.getSpec().getStorageClassName())
                    .filter(name -> !expandable(observed, name))
                    .stream())
        .map(
            name ->
                new Finding(
                    new Problem(
                        VOLUME_CANNOT_GROW,
                        "spec.datastore.sqlite.volume.size: StorageClass '"
                            + name
                            + "' does not let volumes grow (allowVolumeExpansion); the volume keeps"
                            + " its size"),
                    Prevents.NOTHING));
  }

  /** A deleted claim lives for as long as its pod: nothing that we do may end that one. */
  private static Stream<Finding> volumeLeaving(ClusterScope scope, Observed observed) {
    return volumeIsLeaving(scope, observed)
        ? Stream.of(
            new Finding(
                new Problem(
                    "VolumeBeingDeleted",
                    "PersistentVolumeClaim "
                        + scope.names().data()
                        + " is being deleted, and its data goes as soon as the server's pod"
                        + " ends; save what you need through the API of the cluster first"),
                Prevents.EVERY_START))
        : Stream.empty();
  }

  static boolean volumeIsLeaving(ClusterScope scope, Observed observed) {
    return observed
        .own()
        .volume(scope.names())
        .filter(claim -> claim.getMetadata().getDeletionTimestamp() != null)
        .isPresent();
  }

  private static boolean expandable(Observed observed, String storageClass) {
    return observed.management().storageClasses().stream()
        .anyMatch(known -> known.name().equals(storageClass) && known.expandable());
  }

  private static Stream<Finding> database(ClusterScope scope, Observed observed) {
    if (!(scope.spec().datastore() instanceof EffectiveSpec.ExternalDatabase database)) {
      return Stream.empty();
    }
    Optional<ExternalDatastore.Reading> reading = observed.references().database();
    Optional<Problem> problem =
        reading.isEmpty()
            ? Optional.of(
                new Problem(
                    "DatastoreSecretMissing",
                    ("spec.datastore.external.secretRef.name: there is no Secret '%s' in namespace"
                            + " '%s'; create it with the data source name under the key 'endpoint'")
                        .formatted(database.secretName(), scope.namespace())))
            : reading.flatMap(LightClusterValidation::problem);
    return problem.stream().map(found -> new Finding(found, Prevents.EVERY_START));
  }

  private static Optional<Problem> problem(ExternalDatastore.Reading reading) {
    return switch (reading) {
      case ExternalDatastore.Reading.Usable usable -> Optional.empty();
      case ExternalDatastore.Reading.Unusable unusable -> Optional.of(unusable.problem());
    };
  }

  private static Stream<Finding> sharedDatabase(ClusterScope scope, Observed observed) {
    return observed.references().elderOnSameDatabase().stream()
        .map(
            elder ->
                firstStart(
                    "DatabaseShared",
                    "spec.datastore.external: LightCluster '"
                        + elder
                        + "' uses the same database; give each cluster a database of its own"));
  }

  private static Stream<Finding> priorityClass(ClusterScope scope, Observed observed) {
    return scope.spec().scheduling().priorityClassName().stream()
        .filter(name -> !observed.management().priorityClasses().contains(name))
        .map(
            name ->
                new Finding(
                    new Problem(
                        "PriorityClassUnknown",
                        "spec.scheduling.priorityClassName: there is no PriorityClass '"
                            + name
                            + "' in the management cluster"),
                    Prevents.EVERY_START));
  }

  private static Finding firstStart(String reason, String message) {
    return new Finding(new Problem(reason, message), Prevents.FIRST_START);
  }
}
