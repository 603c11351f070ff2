package dev.nestling.fullcluster;

import dev.nestling.core.cluster.WorldChecks;
import dev.nestling.core.plan.Problem;
import dev.nestling.fullcluster.objects.EtcdMemberClaim;
import dev.nestling.fullcluster.objects.FullClusterScope;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What only a look at the world can show wrong; what one object can show was refused at admission.
 * A finding never tears anything down: at most it keeps a cluster from being started.
 */
public final class FullClusterValidation {
  private static final String VOLUME = "spec.etcd.volume";

  /**
   * A problem.
   *
   * @param preventsFirstStart whether nothing is started for the first time because of it
   */
  public record Finding(Problem problem, boolean preventsFirstStart) {}

  private interface Check {
    Stream<Finding> run(WorldChecks.Facts facts, FullClusterScope scope);
  }

  private static final List<Check> CHECKS =
      List.of(
          (facts, scope) -> WorldChecks.ranges(facts).map(FullClusterValidation::firstStart),
          FullClusterValidation::storageClass,
          (facts, scope) ->
              WorldChecks.growth(facts, VOLUME, EtcdMemberClaim.request(scope))
                  .map(problem -> new Finding(problem, false)),
          (facts, scope) ->
              WorldChecks.priorityClass(facts).map(FullClusterValidation::firstStart));

  private FullClusterValidation() {}

  /** All findings, in the order of the checks. */
  public static List<Finding> check(FullClusterScope scope, Observed observed) {
    WorldChecks.Facts facts =
        new WorldChecks.Facts(scope, observed.own().set(), observed.management());
    return Stream.of(
            CHECKS.stream().flatMap(check -> check.run(facts, scope)),
            observed.referenced().security().problems().stream()
                .map(FullClusterValidation::firstStart),
            observed.referenced().manifests().problems().stream()
                .map(problem -> new Finding(problem, false)))
        .flatMap(findings -> findings)
        .toList();
  }

  /**
   * The first finding that keeps a new cluster from being started; and that there is no room for
   * it, which is nobody's mistake.
   */
  public static Optional<Problem> startPrevented(FullClusterScope scope, Observed observed) {
    boolean exists =
        scope.volumeNames().stream()
            .anyMatch(
                name -> observed.own().set().find(PersistentVolumeClaim.class, name).isPresent());
    Optional<Problem> found =
        check(scope, observed).stream()
            .filter(Finding::preventsFirstStart)
            .filter(any -> !exists)
            .map(Finding::problem)
            .findFirst();
    return found.or(() -> noRoom(scope, observed));
  }

  /** Volumes alone hold no cluster to a node: one that takes them over asks for room like any. */
  private static Optional<Problem> noRoom(FullClusterScope scope, Observed observed) {
    return Existing.of(observed.own().set(), scope).runs()
        ? Optional.empty()
        : observed.referenced().standing().obstacle();
  }

  /** Of the members that have no volume yet. */
  private static Stream<Finding> storageClass(WorldChecks.Facts facts, FullClusterScope scope) {
    boolean allThere =
        scope.wantedMembers().stream()
            .allMatch(
                member ->
                    facts.own().find(PersistentVolumeClaim.class, member.objectName()).isPresent());
    return allThere
        ? Stream.empty()
        : WorldChecks.storageClass(facts, VOLUME, EtcdMemberClaim.request(scope))
            .map(FullClusterValidation::firstStart);
  }

  private static Finding firstStart(Problem problem) {
    return new Finding(problem, true);
  }
}
