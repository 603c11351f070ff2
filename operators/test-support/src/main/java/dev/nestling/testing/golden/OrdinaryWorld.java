package dev.nestling.testing.golden;

import dev.nestling.core.management.ManagementCluster;
import dev.nestling.core.nested.Health;
import dev.nestling.core.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What scenarios of all kinds of cluster have in common. */
public final class OrdinaryWorld {
  /** The management cluster of a scenario that says nothing of it. */
  public static final ManagementCluster MANAGEMENT =
      new ManagementCluster(
          List.of("10.96.0.0/12"),
          List.of("10.244.0.0/16"),
          List.of(
              new ManagementCluster.NodeAddress("n1", "192.0.2.11"),
              new ManagementCluster.NodeAddress("n2", "192.0.2.12")),
          List.of(
              new ManagementCluster.StorageClassFacts("fixed", false, false),
              new ManagementCluster.StorageClassFacts("standard", true, true)),
          Set.of("high"));

  private OrdinaryWorld() {}

  /** What a nested API says, by a name; left out, nobody has asked it. */
  public static Health health(@Nullable String name, Instant now) {
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

  /** What a plan says besides its objects. */
  public static Map<String, Object> facts(Plan plan) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("order", plan.objects().stream().map(Mishaps::nameOf).toList());
    if (!plan.deletions().isEmpty()) {
      facts.put("deletions", plan.deletions().stream().map(Mishaps::nameOf).toList());
    }
    facts.put("complete", plan.complete());
    facts.put("recheckAfter", plan.recheckAfter().map(Duration::toString).orElse("never"));
    plan.waitingFor()
        .ifPresent(
            waiting -> {
              facts.put("waitingReason", waiting.reason());
              facts.put("waitingMessage", waiting.message());
            });
    return facts;
  }
}
