package dev.nestling.lightcluster;

import dev.nestling.core.content.ContentFailure;
import dev.nestling.core.content.ContentState;
import dev.nestling.core.content.NestedContent;
import dev.nestling.core.nested.Health;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a scenario says of the world besides its objects: {@code in-world.yaml}. Everything may be
 * left out; then it is an ordinary world with a new cluster in it.
 *
 * @param createdDaysAgo the cluster was made so long ago with the same spec, and rested since
 * @param retained whether that was a namesake, deleted since, that left its data and keys
 * @param abandoned whether that was a namesake, deleted without the operator
 * @param leaving what of it is being deleted, as {@code Kind name}
 * @param lost what somebody deleted meanwhile, as {@code Kind name}
 * @param damaged Secrets whose content somebody overwrote
 * @param withoutAddress whether the Service has not been given an address yet
 * @param balancer the address or name of the Service's load balancer
 * @param service what the API says at the Service: Answered, Refused, Untrusted, Unreachable,
 *     WithoutDatastore
 * @param outside the same at the published address
 * @param serverReady whether the server's pod is ready
 * @param olderImage the image that the server was made with
 * @param conflict an object that belongs to somebody else, as {@code Kind name}
 * @param refused an object that the management API refuses, as {@code Kind name}
 * @param elder an older LightCluster on the same database
 * @param content what came of manifests: Applied, Removed, Refused
 */
record World(
    @Nullable Integer createdDaysAgo,
    @Nullable Boolean retained,
    @Nullable Boolean abandoned,
    @Nullable List<String> leaving,
    @Nullable List<String> lost,
    @Nullable List<String> damaged,
    @Nullable Boolean withoutAddress,
    @Nullable String balancer,
    @Nullable String service,
    @Nullable String outside,
    @Nullable Boolean serverReady,
    @Nullable String olderImage,
    @Nullable String conflict,
    @Nullable String refused,
    @Nullable String elder,
    @Nullable String content) {

  static final World ORDINARY =
      new World(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null);

  /** The same world for what is made today. */
  World withoutOlderImage() {
    return new World(
        createdDaysAgo,
        retained,
        abandoned,
        leaving,
        lost,
        damaged,
        withoutAddress,
        balancer,
        service,
        outside,
        serverReady,
        null,
        conflict,
        refused,
        elder,
        content);
  }

  boolean isLost(String kindAndName) {
    return Optional.ofNullable(lost).orElse(List.of()).contains(kindAndName);
  }

  boolean isLeaving(String kindAndName) {
    return Optional.ofNullable(leaving).orElse(List.of()).contains(kindAndName);
  }

  boolean isDamaged(String kindAndName) {
    return Optional.ofNullable(damaged).orElse(List.of()).contains(kindAndName);
  }

  /** Whether the objects of the past were those of a namesake. */
  boolean isOfNamesake() {
    return is(retained) || is(abandoned);
  }

  static boolean is(@Nullable Boolean value) {
    return Boolean.TRUE.equals(value);
  }

  Observed.HealthFacts health(Instant now) {
    return new Observed.HealthFacts(health(service, now), health(outside, now), kept());
  }

  private ContentState kept() {
    return switch (Objects.requireNonNullElse(content, "NeverApplied")) {
      case "NeverApplied" -> new ContentState.NeverApplied();
      case "Applied" -> new ContentState.Applied("of something");
      case "Removed" -> new ContentState.Applied(NestedContent.of(List.of()).fingerprint());
      case "Refused" ->
          new ContentState.Failed(
              "of something",
              List.of(new ContentFailure("Namespace n", "Invalid", "HTTP 422: it is invalid")));
      default -> throw new AssertionError("in-world.yaml: there is no content " + content);
    };
  }

  private static Health health(@Nullable String name, Instant now) {
    return switch (Objects.requireNonNullElse(name, "NeverAsked")) {
      case "Answered" -> new Health.Answered("v1.36.3", now);
      case "Refused" -> new Health.Refused(403, "forbidden");
      case "Untrusted" -> new Health.Untrusted("the certificate is not signed by the cluster's CA");
      case "WithoutDatastore" -> new Health.Unready(Set.of("etcd"));
      case "Unreachable" -> new Health.Unreachable("connection refused");
      case "NeverAsked" -> new Health.NeverAsked();
      default -> throw new AssertionError("in-world.yaml: there is no health " + name);
    };
  }
}
