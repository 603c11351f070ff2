package dev.nestling.lightcluster;

import dev.nestling.api.v1alpha1.EffectiveSpec;
import dev.nestling.core.cluster.WorldChecks;
import dev.nestling.core.objects.VolumeClaim;
import dev.nestling.core.plan.Problem;
import dev.nestling.lightcluster.objects.ExternalDatastore;
import dev.nestling.lightcluster.objects.LightClusterScope;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What only a look at the world can show wrong; what one object can show was refused at admission.
 * A finding never tears anything down: at most it keeps a server from being started or changed.
 */
public final class LightClusterValidation {
  private static final String VOLUME = "spec.datastore.sqlite.volume";

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
    Stream<Finding> run(LightClusterScope scope, Observed observed);
  }

  private static final List<Check> CHECKS =
      List.of(
          LightClusterValidation::ranges,
          LightClusterValidation::storageClass,
          LightClusterValidation::volumeGrowth,
          LightClusterValidation::volumeLeaving,
          LightClusterValidation::database,
          LightClusterValidation::sharedDatabase,
          LightClusterValidation::priorityClass,
          LightClusterValidation::security,
          LightClusterValidation::manifests);

  private LightClusterValidation() {}

  /** All findings, in the order of the checks. */
  public static List<Finding> check(LightClusterScope scope, Observed observed) {
    return CHECKS.stream().flatMap(check -> check.run(scope, observed)).toList();
  }

  /**
   * The first finding that keeps the server from being started, or restarted if it exists; and that
   * there is no room for a new one, which is nobody's mistake.
   */
  public static Optional<Problem> startPrevented(LightClusterScope scope, Observed observed) {
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
        .findFirst()
        .or(
            () ->
                runs(scope, observed)
                    ? Optional.empty()
                    : observed.references().user().standing().obstacle());
  }

  /** One that is switched off asks for room like a new one. */
  private static boolean runs(LightClusterScope scope, Observed observed) {
    return observed
        .own()
        .server(scope.names())
        .map(server -> server.getSpec().getReplicas())
        .filter(replicas -> replicas > 0)
        .isPresent();
  }

  private static Stream<Finding> ranges(LightClusterScope scope, Observed observed) {
    return WorldChecks.ranges(facts(scope, observed)).map(LightClusterValidation::firstStart);
  }

  private static Stream<Finding> storageClass(LightClusterScope scope, Observed observed) {
    return scope.spec().datastore() instanceof EffectiveSpec.PersistentVolume volume
            && observed.own().volume(scope.names()).isEmpty()
        ? WorldChecks.storageClass(facts(scope, observed), VOLUME, request(volume))
            .map(LightClusterValidation::firstStart)
        : Stream.empty();
  }

  private static Stream<Finding> volumeGrowth(LightClusterScope scope, Observed observed) {
    return scope.spec().datastore() instanceof EffectiveSpec.PersistentVolume volume
        ? WorldChecks.growth(facts(scope, observed), VOLUME, request(volume))
            .map(problem -> new Finding(problem, Prevents.NOTHING))
        : Stream.empty();
  }

  static VolumeClaim.Request request(EffectiveSpec.PersistentVolume volume) {
    return new VolumeClaim.Request(volume.size(), volume.storageClassName());
  }

  private static WorldChecks.Facts facts(LightClusterScope scope, Observed observed) {
    return new WorldChecks.Facts(scope, observed.own().set(), observed.management());
  }

  /** A deleted claim lives for as long as its pod: nothing that we do may end that one. */
  private static Stream<Finding> volumeLeaving(LightClusterScope scope, Observed observed) {
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

  static boolean volumeIsLeaving(LightClusterScope scope, Observed observed) {
    return observed
        .own()
        .volume(scope.names())
        .filter(claim -> claim.getMetadata().getDeletionTimestamp() != null)
        .isPresent();
  }

  private static Stream<Finding> database(LightClusterScope scope, Observed observed) {
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

  private static Stream<Finding> sharedDatabase(LightClusterScope scope, Observed observed) {
    return observed.references().elderOnSameDatabase().stream()
        .map(
            elder ->
                firstStart(
                    "DatabaseShared",
                    "spec.datastore.external: LightCluster '"
                        + elder
                        + "' uses the same database; give each cluster a database of its own"));
  }

  private static Stream<Finding> priorityClass(LightClusterScope scope, Observed observed) {
    return WorldChecks.priorityClass(facts(scope, observed))
        .map(problem -> new Finding(problem, Prevents.EVERY_START));
  }

  private static Stream<Finding> security(LightClusterScope scope, Observed observed) {
    return observed.references().user().security().problems().stream()
        .map(problem -> new Finding(problem, Prevents.EVERY_START));
  }

  private static Stream<Finding> manifests(LightClusterScope scope, Observed observed) {
    return observed.references().user().manifests().problems().stream()
        .map(problem -> new Finding(problem, Prevents.NOTHING));
  }

  private static Finding firstStart(String reason, String message) {
    return firstStart(new Problem(reason, message));
  }

  private static Finding firstStart(Problem problem) {
    return new Finding(problem, Prevents.FIRST_START);
  }
}
