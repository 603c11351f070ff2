package dev.nestling.lightcluster;

import dev.nestling.api.v1alpha1.EffectiveSpec;
import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.core.apply.Applied;
import dev.nestling.core.apply.Identity;
import dev.nestling.core.management.ManagementCluster;
import dev.nestling.core.pki.Minter;
import dev.nestling.core.placement.LedgerConfigMap;
import dev.nestling.core.placement.LightClusterDemand;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.core.plan.Owner;
import dev.nestling.core.plan.Plan;
import dev.nestling.core.references.Referenced;
import dev.nestling.lightcluster.objects.ExternalDatastore;
import dev.nestling.lightcluster.objects.LightClusterScope;
import dev.nestling.testing.FixedMinter;
import dev.nestling.testing.golden.GoldenScenarios;
import dev.nestling.testing.golden.OrdinaryWorld;
import dev.nestling.testing.golden.Outcome;
import dev.nestling.testing.golden.PlannedPods;
import dev.nestling.testing.golden.ReadOnlyStore;
import dev.nestling.testing.golden.Readable;
import dev.nestling.testing.golden.Scenario;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every folder is a cluster in a world; what comes out is all that the planner and the status say
 * of it. Each is planned to its end twice: the second time changes nothing.
 */
class GoldenTest {
  private static final ImageSettings IMAGES = new ImageSettings("registry.nestling.dev", Map.of());
  private static final Observed.References WORKING_DATABASE =
      new Observed.References(
          Optional.of(
              ExternalDatastore.read(
                  new SecretBuilder()
                      .withNewMetadata()
                      .withName("db")
                      .endMetadata()
                      .addToData("endpoint", "cG9zdGdyZXM6Ly91OnBAaC9k")
                      .build())),
          Optional.empty(),
          Referenced.NOTHING);

  private final LightClusterPlanner planner = new LightClusterPlanner(IMAGES);
  private final Minter minter = new FixedMinter();

  @TestFactory
  Stream<DynamicTest> scenarios() {
    return GoldenScenarios.discover(Path.of("src/test/resources/scenarios")).tests(this::run);
  }

  private Outcome run(Scenario scenario) {
    LightCluster cluster = scenario.one(LightCluster.class);
    World world = scenario.document("world", World.class).orElse(World.ORDINARY);
    Instant now = scenario.clock().instant();
    Observed start = past(scenario, world, now);
    Simulation simulation = new Simulation(world.withoutOlderImage());

    Observed settled = settle(cluster, start, simulation, now);
    Plan plan = planner.plan(cluster, settled, now, minter).objects();
    Applied applied = simulation.apply(plan);
    Observed after = settled.after(applied.after());

    Assertions.assertEquals(
        plan.objects(),
        planner.plan(cluster, after, now, minter).objects().objects(),
        "a second reconcile of an unchanged world changes something");
    PlannedPods.areWithin(
        LightClusterDemand.of(
            LightClusterScope.of(cluster)
                .placedBy(after.references().user().standing(), Optional.empty())
                .spec()),
        plan.objects());
    Result result = new Result(cluster, after, plan, applied, IMAGES);
    return Outcome.of(Readable.of(plan.objects()))
        .with("plan", OrdinaryWorld.facts(plan))
        .with("status", StatusReport.of(result, now));
  }

  /** The world as it is found: objects of the past, as far as there was one. */
  private Observed past(Scenario scenario, World world, Instant now) {
    LightCluster cluster = scenario.one(LightCluster.class);
    ManagementCluster management =
        scenario.document("management", ManagementCluster.class).orElse(OrdinaryWorld.MANAGEMENT);
    Observed empty =
        new Observed(
            new Observed.Own(List.of(), scenario.find(Pod.class), List.of()),
            references(scenario, cluster, world),
            management,
            world.health(now));
    Integer age = world.createdDaysAgo();
    if (age == null) {
      return empty;
    }
    LightCluster then = cluster;
    if (world.isOfNamesake()) {
      then = scenario.one(LightCluster.class);
      then.getMetadata().setUid("00000000-0000-0000-0000-00000000dead");
    }
    then = scenario.document("lightcluster-before", LightCluster.class).orElse(then);
    Simulation simulation = new Simulation(world);
    Observed was =
        settle(
            then,
            new Observed(empty.own(), WORKING_DATABASE, OrdinaryWorld.MANAGEMENT, empty.health()),
            simulation,
            now.minus(Duration.ofDays(age)));
    List<HasMetadata> remains = simulation.remains(was.own().objects());
    return new Observed(
        own(cluster, remains, empty.own().pod()), empty.references(), management, empty.health());
  }

  private static Observed.Own own(
      LightCluster cluster, List<HasMetadata> found, Optional<Pod> pod) {
    Owner owner = Owner.of(cluster);
    Identity identity = new Identity(found.stream().filter(Identity::isPartOf).toList());
    return new Observed.Own(
        found.stream().filter(object -> Observer.isOurs(owner, object)).toList(),
        pod,
        identity.takenFrom(owner));
  }

  private static Observed.References references(
      Scenario scenario, LightCluster cluster, World world) {
    Optional<ExternalDatastore.Reading> reading =
        EffectiveSpec.of(cluster).datastore() instanceof EffectiveSpec.ExternalDatabase database
            ? scenario.find(Secret.class, database.secretName()).map(ExternalDatastore::read)
            : Optional.empty();
    return new Observed.References(
        reading,
        Optional.ofNullable(world.elder()),
        Referenced.read(
            LightClusterScope.of(cluster),
            new ReadOnlyStore(scenario::find),
            pool ->
                scenario
                    .find(ConfigMap.class, LedgerConfigMap.name(pool))
                    .map(LedgerConfigMap::read)));
  }

  /** Plans and applies until nothing is left to do; three rounds are more than any world needs. */
  private Observed settle(
      LightCluster cluster, Observed start, Simulation simulation, Instant now) {
    Observed observed = start;
    for (int round = 0; round < 3; round++) {
      Plan plan = planner.plan(cluster, observed, now, minter).objects();
      observed = observed.after(simulation.apply(plan).after());
    }
    return observed;
  }
}
