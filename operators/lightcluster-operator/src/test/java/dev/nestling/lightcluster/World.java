package dev.nestling.lightcluster;

import dev.nestling.core.content.ContentFailure;
import dev.nestling.core.content.ContentState;
import dev.nestling.core.content.IssuersAnswer;
import dev.nestling.core.encryption.KeyRotation;
import dev.nestling.testing.golden.Mishaps;
import dev.nestling.testing.golden.OrdinaryWorld;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
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
 * @param content what came of what should be inside: Applied, Refused
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
    @Nullable String content)
    implements Mishaps {

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

  Observed.HealthFacts health(Instant now) {
    return new Observed.HealthFacts(
        OrdinaryWorld.health(service, now),
        OrdinaryWorld.health(outside, now),
        kept(),
        KeyRotation.Rewriting.NEVER,
        IssuersAnswer.NEVER);
  }

  private ContentState kept() {
    return switch (Objects.requireNonNullElse(content, "NeverApplied")) {
      case "NeverApplied" -> new ContentState.NeverApplied();
      case "Applied" -> new ContentState.Applied("of something");
      case "Refused" ->
          new ContentState.Failed(
              "of something",
              List.of(new ContentFailure("Namespace n", "Invalid", "HTTP 422: it is invalid")));
      default -> throw new AssertionError("in-world.yaml: there is no content " + content);
    };
  }
}
