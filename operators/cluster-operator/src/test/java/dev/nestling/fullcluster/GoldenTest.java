package dev.nestling.fullcluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.core.apply.Applied;
import dev.nestling.core.management.ManagementCluster;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.testing.golden.GoldenScenarios;
import dev.nestling.testing.golden.Mishaps;
import dev.nestling.testing.golden.OrdinaryWorld;
import dev.nestling.testing.golden.Outcome;
import dev.nestling.testing.golden.PlannedPods;
import dev.nestling.testing.golden.ReadOnlyStore;
import dev.nestling.testing.golden.Readable;
import dev.nestling.testing.golden.Scenario;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every folder is a cluster in a world; what comes out is what the planner and the status say of
 * it, and the way of etcd's members there. Each is planned to its end twice: the second time
 * changes nothing.
 */
class GoldenTest {
  private static final ImageSettings IMAGES = new ImageSettings("registry.k8s.io", Map.of());

  @TestFactory
  Stream<DynamicTest> scenarios() {
    return GoldenScenarios.discover(Path.of("src/test/resources/scenarios")).tests(GoldenTest::run);
  }

  private static Outcome run(Scenario scenario) {
    FullCluster cluster = scenario.one(FullCluster.class);
    World world = scenario.document("world", World.class).orElse(World.ORDINARY);
    Instant now = scenario.clock().instant();
    ManagementCluster management =
        scenario.document("management", ManagementCluster.class).orElse(OrdinaryWorld.MANAGEMENT);
    Player player = past(scenario, world, now);
    player.enter(
        new Player.Setting(
            cluster,
            world,
            management,
            scenario.all(Pod.class),
            new ReadOnlyStore(scenario::find),
            now,
            IMAGES));

    List<String> steps = player.settle();
    Observed settled = player.observe();
    FullClusterPlan plan = player.plan(settled);
    Applied applied = player.apply(plan);
    assertThat(player.plan(player.observe()).objects())
        .as("a second reconcile of an unchanged world changes something")
        .isEqualTo(plan.objects());

    Result result = new Result(cluster, settled.after(applied.after()), plan, applied, IMAGES);
    PlannedPods.areWithin(FullClusterDemand.of(result.scope().spec()), plan.objects().objects());
    List<HasMetadata> shown =
        plan.objects().objects().stream()
            .filter(object -> world.shows(Mishaps.nameOf(object)))
            .toList();
    return Outcome.of(Readable.of(shown))
        .with("plan", OrdinaryWorld.facts(plan.objects()))
        .with("steps", steps)
        .with("status", StatusReport.of(result, now));
  }

  /** The world as it is found: what a cluster left that was made in the past, if there was one. */
  private static Player past(Scenario scenario, World world, Instant now) {
    FullCluster then = scenario.one(FullCluster.class);
    if (world.isOfNamesake()) {
      then.getMetadata().setUid("00000000-0000-0000-0000-00000000dead");
    }
    then = scenario.document("fullcluster-before", FullCluster.class).orElse(then);
    Duration age = Duration.ofDays(Optional.ofNullable(world.createdDaysAgo()).orElse(0));
    ImageSettings images =
        Optional.ofNullable(world.olderRegistry())
            .map(registry -> new ImageSettings(registry, Map.of()))
            .orElse(IMAGES);
    Player player =
        new Player(
            new Player.Setting(
                then,
                world.thriving(),
                OrdinaryWorld.MANAGEMENT,
                List.of(),
                new ReadOnlyStore(scenario::find),
                now.minus(age),
                images));
    if (!age.isZero()) {
      player.settle();
    }
    return player;
  }
}
