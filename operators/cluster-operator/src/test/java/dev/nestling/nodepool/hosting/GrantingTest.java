package dev.nestling.nodepool.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.placement.Amount;
import dev.nestling.core.placement.Claimant;
import dev.nestling.core.placement.Demand;
import dev.nestling.core.placement.Ledger;
import dev.nestling.core.placement.PoolAnswer;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.core.placement.WorkersDemand;
import dev.nestling.core.plan.Owner;
import dev.nestling.nodepool.claims.Claim;
import dev.nestling.nodepool.claims.Offer;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GrantingTest {
  private static final PoolReference POOL = new PoolReference("platform", "hardware");
  private static final long MIB = 1L << 20;

  private final List<PoolNode> nodes = new ArrayList<>();
  private final List<PoolPod> pods = new ArrayList<>();
  private final List<Claim> claims = new ArrayList<>();
  private Ledger ledger = Ledger.EMPTY;
  private Map<String, PoolWorld.Leaving> leaving = Map.of();
  private Set<String> labelled = Set.of();
  private boolean closing;
  private Optional<Offer> offer = Optional.of(offer(Optional.empty()));

  private Optional<Offer> sharing = Optional.empty();

  private PoolWorld.Labelled labelled() {
    return offer
        .map(it -> new PoolWorld.Labelled(Map.of(it, labelled)))
        .orElse(PoolWorld.Labelled.NONE);
  }

  private static Offer offer(Optional<Integer> most) {
    return new Offer(List.of("team"), Optional.empty(), most);
  }

  private Grants decide() {
    PoolScope scope =
        new PoolScope(
            POOL,
            new Owner("nestling.dev/v1alpha1", "NodePool", POOL.name(), "pool"),
            new LabelSelector(),
            false,
            offer,
            sharing);
    Grants grants =
        Granting.decide(
            scope, new PoolWorld(ledger, nodes, pods, claims, leaving, labelled(), closing));
    assertThat(
            Granting.decide(
                    scope,
                    new PoolWorld(
                        grants.ledger(), nodes, pods, claims, leaving, labelled(), closing))
                .ledger())
        .as("a second decision changes nothing")
        .isEqualTo(grants.ledger());
    return grants;
  }

  private void node(String name, long milliCpu, long mebibytes, boolean usable) {
    nodes.add(
        new PoolNode(
            name,
            "1",
            Optional.of(POOL.mark()),
            List.of(),
            usable,
            true,
            new Amount(milliCpu, mebibytes * MIB, 110)));
  }

  private static Demand server(long milliCpu, long mebibytes) {
    return Demand.of(
        Map.of(
            "server", new Demand.Component(1, 0, false, new Amount(milliCpu, mebibytes * MIB, 1))));
  }

  private static Claimant claimant(String name) {
    return new Claimant("LightCluster", "team", name, "uid-" + name);
  }

  private void claim(String name, Demand demand) {
    claims.add(
        new Claim(
            claimant(name), POOL, demand, "2026-01-01T00:00:%02dZ".formatted(claims.size() % 60)));
  }

  private void pod(String node, String cluster, long milliCpu, long mebibytes) {
    pods.add(
        new PoolPod(
            node,
            new Amount(milliCpu, mebibytes * MIB, 1),
            Optional.of(new PoolPod.ClusterName("LightCluster", "team", cluster)),
            "server"));
  }

  private void foreignPod(String node, long milliCpu, long mebibytes) {
    pods.add(new PoolPod(node, new Amount(milliCpu, mebibytes * MIB, 1), Optional.empty(), ""));
  }

  private void granted(String name, Demand demand) {
    Map<String, Ledger.Entry> entries = new java.util.TreeMap<>(ledger.entries());
    entries.put("uid-" + name, new Ledger.Entry(claimant(name), new PoolAnswer.Granted(demand)));
    ledger = Ledger.of(entries);
  }

  private static List<String> names(Grants grants, Class<? extends PoolAnswer> kind) {
    return grants.ledger().entries().values().stream()
        .filter(entry -> kind.isInstance(entry.answer()))
        .map(entry -> entry.claimant().name())
        .toList();
  }

  private static String refusal(Grants grants, String name) {
    return switch (grants.ledger().answer("uid-" + name).orElseThrow()) {
      case PoolAnswer.Granted granted -> "granted";
      case PoolAnswer.Refused refused ->
          refused.problem().reason() + ": " + refused.problem().message();
    };
  }

  @Test
  void fiftyAtOnceGetWhatThereIsForThirty() {
    node("a", 500, 1 << 14, true);
    node("b", 500, 1 << 14, true);
    node("c", 500, 1 << 14, true);
    for (int count = 0; count < 50; count++) {
      claim("c%02d".formatted(count), server(50, 256));
    }

    Grants grants = decide();

    assertThat(names(grants, PoolAnswer.Granted.class)).hasSize(30);
    assertThat(names(grants, PoolAnswer.Refused.class)).hasSize(20);
    assertThat(grants.promised().milliCpu()).isEqualTo(1500);
    assertThat(grants.free().milliCpu()).isZero();
    assertThat(grants.sufficient()).isTrue();
  }

  @Test
  void theOldestIsServedFirstAndWhatIsFreedGoesToTheNext() {
    node("a", 100, 1024, true);
    claim("first", server(50, 256));
    claim("second", server(50, 256));
    claim("third", server(50, 256));
    assertThat(names(decide(), PoolAnswer.Granted.class)).containsExactly("first", "second");

    granted("first", server(50, 256));
    granted("second", server(50, 256));
    claims.removeIf(claim -> claim.claimant().name().equals("first"));

    assertThat(names(decide(), PoolAnswer.Granted.class)).containsExactly("second", "third");
  }

  @Test
  void aLargeOneThatWaitsKeepsNoSmallOneOut() {
    node("a", 100, 1024, true);
    claim("large", server(200, 256));
    claim("small", server(50, 256));

    Grants grants = decide();

    assertThat(names(grants, PoolAnswer.Granted.class)).containsExactly("small");
    assertThat(refusal(grants, "large"))
        .isEqualTo(
            "NoRoom: NodePool platform/hardware has no room for 200m CPU, 256Mi memory, 1 pod:"
                + " there is not enough CPU; this cluster waits");
  }

  @Test
  void crumbsOfManyNodesAreNoRoom() {
    node("a", 100, 1024, true);
    node("b", 100, 1024, true);
    claim("large", server(150, 256));

    assertThat(refusal(decide(), "large")).contains("no node has enough for one of the pods");
  }

  @Test
  void whatOthersRequestIsNotThere() {
    node("a", 100, 1024, true);
    foreignPod("a", 60, 100);
    claim("c", server(50, 256));

    Grants grants = decide();

    assertThat(names(grants, PoolAnswer.Granted.class)).isEmpty();
    assertThat(grants.allocatable().milliCpu()).isEqualTo(40);
  }

  @Test
  void podsOfGrantedClustersAreCountedOnce() {
    node("a", 100, 1024, true);
    granted("c", server(50, 256));
    claim("c", server(50, 256));
    pod("a", "c", 50, 256);
    claim("d", server(50, 256));

    Grants grants = decide();

    assertThat(names(grants, PoolAnswer.Granted.class)).containsExactly("c", "d");
    assertThat(grants.free().milliCpu()).isZero();
  }

  @Test
  void aNodeThatIsDrainedOffersNothingAndItsPodsNeedAnother() {
    node("a", 100, 1024, true);
    node("b", 100, 1024, false);
    granted("c", server(80, 256));
    claim("c", server(80, 256));
    pod("b", "c", 80, 256);
    claim("d", server(50, 256));

    Grants grants = decide();

    assertThat(names(grants, PoolAnswer.Granted.class)).containsExactly("c");
    assertThat(grants.sufficient()).isTrue();
  }

  @Test
  void lostNodesTakeNoGrantAwayButAreTold() {
    granted("c", server(50, 256));
    claim("c", server(50, 256));

    Grants grants = decide();

    assertThat(names(grants, PoolAnswer.Granted.class)).containsExactly("c");
    assertThat(grants.sufficient()).isFalse();
  }

  @Test
  void afterTheLossOfTheLedgerWhoRunsComesFirst() {
    node("a", 50, 1024, true);
    claim("older", server(50, 256));
    claim("runs", server(50, 256));
    pod("a", "runs", 50, 256);

    assertThat(names(decide(), PoolAnswer.Granted.class)).containsExactly("runs");
  }

  @Test
  void oneThatGoesToAnotherPoolKeepsItsRoomUntilItHasOneThereAndNoPodHere() {
    node("a", 100, 1024, true);
    granted("moves", server(50, 256));
    pod("a", "moves", 50, 256);
    leaving = Map.of("uid-moves", new PoolWorld.Leaving(true));
    assertThat(names(decide(), PoolAnswer.Granted.class)).containsExactly("moves");

    pods.clear();
    leaving = Map.of("uid-moves", new PoolWorld.Leaving(false));
    assertThat(names(decide(), PoolAnswer.Granted.class)).containsExactly("moves");

    leaving = Map.of("uid-moves", new PoolWorld.Leaving(true));
    assertThat(names(decide(), PoolAnswer.Granted.class)).isEmpty();
  }

  @Test
  void aNamespaceThatIsNotLetInHearsNothing() {
    node("a", 100, 1024, true);
    claims.add(
        new Claim(
            new Claimant("LightCluster", "strangers", "c", "uid-c"), POOL, server(50, 256), ""));

    assertThat(decide().ledger()).isEqualTo(Ledger.EMPTY);
    labelled = Set.of("strangers");
    assertThat(refusal(decide(), "c")).isEqualTo("granted");
  }

  @Test
  void aPoolWithoutHostingTakesNobody() {
    node("a", 100, 1024, true);
    offer = Optional.empty();
    claim("c", server(50, 256));
    claims.add(
        new Claim(
            new Claimant("LightCluster", "platform", "own", "uid-own"), POOL, server(50, 256), ""));

    Grants grants = decide();

    assertThat(grants.ledger().answer("uid-c")).isEmpty();
    assertThat(refusal(grants, "own")).startsWith("NoHosting");
  }

  @Test
  void noMoreClustersThanTheMost() {
    node("a", 1000, 1024, true);
    offer = Optional.of(offer(Optional.of(1)));
    claim("c", server(50, 256));
    claim("d", server(50, 256));

    assertThat(refusal(decide(), "d")).contains("takes 1 clusters at most");
  }

  @Test
  void growthIsGrantedWhenThereIsRoomAndShrinkingAtOnce() {
    node("a", 100, 1024, true);
    granted("c", server(50, 256));
    pod("a", "c", 50, 256);
    claim("c", server(100, 256));
    assertThat(decide().ledger().granted("uid-c")).contains(server(100, 256));

    claims.clear();
    claim("c", server(101, 256));
    assertThat(decide().ledger().granted("uid-c")).contains(server(50, 256));

    claims.clear();
    claim("c", server(20, 256));
    assertThat(decide().ledger().granted("uid-c")).contains(server(20, 256));
  }

  @Test
  void roomForGrowthIsNotGivenAwayBeforeThePodHasGrown() {
    node("a", 100, 1024, true);
    granted("c", server(100, 256));
    claim("c", server(100, 256));
    pod("a", "c", 50, 256);
    claim("d", server(50, 256));

    Grants grants = decide();

    assertThat(names(grants, PoolAnswer.Granted.class)).containsExactly("c");
    assertThat(grants.free().milliCpu()).isZero();
  }

  @Test
  void aSmallPodThatIsThereIsNoRoomForALargeOne() {
    node("a", 100, 1024, true);
    pod("a", "c", 10, 64);
    claim("c", server(64_000, 256));

    assertThat(refusal(decide(), "c")).startsWith("NoRoom");
  }

  @Test
  void aPodThatCannotGrowWhereItIsNeedsAnotherNodeForAllOfIt() {
    node("a", 100, 1024, true);
    node("b", 90, 1024, true);
    granted("c", server(50, 256));
    claim("c", server(100, 256));
    pod("a", "c", 50, 256);
    foreignPod("a", 50, 256);

    assertThat(decide().ledger().granted("uid-c")).contains(server(50, 256));
    node("d", 100, 1024, true);
    assertThat(decide().ledger().granted("uid-c")).contains(server(100, 256));
  }

  @Test
  void whileSomebodyWhoWasGrantedRoomHasNoneNobodyElseGetsAny() {
    node("a", 100, 1024, true);
    granted("x", server(80, 256));
    claim("x", server(80, 256));
    pod("a", "x", 80, 256);
    granted("y", server(80, 256));
    claim("y", server(80, 256));
    claim("z", server(20, 256));

    Grants grants = decide();

    assertThat(grants.sufficient()).isFalse();
    assertThat(refusal(grants, "z")).contains("less room than was promised");
    assertThat(grants.free()).isEqualTo(Amount.NOTHING);
  }

  @Test
  void aPoolThatGoesTakesNobodyNew() {
    node("a", 100, 1024, true);
    granted("c", server(50, 256));
    claim("c", server(60, 256));
    claim("d", server(10, 256));
    closing = true;

    assertThat(decide().ledger().entries()).containsOnlyKeys("uid-c");
    assertThat(decide().ledger().granted("uid-c")).contains(server(50, 256));
  }

  @Test
  void fewerAndLargerPodsReplaceMoreAndSmallerOnes() {
    node("a", 1000, 14 << 10, true);
    Demand before = members(5, 2 << 10);
    Demand after = members(3, 4 << 10);
    granted("c", before);
    claims.add(new Claim(claimant("c"), POOL, after, ""));

    assertThat(decide().ledger().granted("uid-c")).contains(after);
  }

  private static Demand members(int count, long mebibytes) {
    return Demand.of(
        Map.of("etcd", new Demand.Component(count, 0, false, new Amount(10, mebibytes * MIB, 1))));
  }

  @Test
  void noMoreClustersThanALedgerHolds() {
    node("a", 1 << 30, 1 << 30, true);
    nodes.set(
        0,
        new PoolNode(
            "a",
            "1",
            Optional.of(POOL.mark()),
            List.of(),
            true,
            true,
            new Amount(1 << 30, 1L << 50, 1 << 20)));
    for (int count = 0; count < Granting.MOST_CLUSTERS + 600; count++) {
      claim("c%05d".formatted(count), server(1, 1));
    }

    Grants grants = decide();

    assertThat(names(grants, PoolAnswer.Granted.class)).hasSize(Granting.MOST_CLUSTERS);
    assertThat(names(grants, PoolAnswer.Refused.class)).hasSize(500);
  }

  @Test
  void podsThatKeepApartNeedNodesOfTheirOwn() {
    node("a", 1000, 4096, true);
    node("b", 50, 4096, true);
    claims.add(
        new Claim(
            claimant("c"),
            POOL,
            Demand.of(
                Map.of("etcd", new Demand.Component(3, 0, true, new Amount(100, 128 * MIB, 1)))),
            ""));
    assertThat(refusal(decide(), "c")).startsWith("NoRoom");

    node("c", 200, 4096, true);
    nodes.removeIf(node -> node.name().equals("b"));
    assertThat(refusal(decide(), "c")).isEqualTo("granted");
  }

  private static Demand workers(int count, long milliCpu, long mebibytes) {
    return WorkersDemand.of(count, new Amount(milliCpu, mebibytes * MIB, 1));
  }

  private void poolClaim(String namespace, String name, Demand demand) {
    claims.add(
        new Claim(
            new Claimant("NodePool", namespace, name, "uid-" + name),
            POOL,
            demand,
            "2026-01-01T00:00:%02dZ".formatted(claims.size() % 60)));
  }

  @Test
  void workerNodesTakeRoomAsClustersDo() {
    sharing = Optional.of(offer(Optional.empty()));
    node("a", 2000, 4096, true);
    node("b", 2000, 4096, true);
    poolClaim("team", "workers", workers(3, 1000, 2048));
    claim("cluster", server(1000, 2048));
    claim("another", server(1000, 2048));

    Grants grants = decide();

    assertThat(names(grants, PoolAnswer.Granted.class))
        .containsExactlyInAnyOrder("workers", "cluster");
    assertThat(refusal(grants, "another")).startsWith("NoRoom").endsWith("this cluster waits");
  }

  @Test
  void sharingAndHostingLetInDifferentNamespaces() {
    sharing = Optional.of(new Offer(List.of("others"), Optional.empty(), Optional.empty()));
    node("a", 4000, 8192, true);
    poolClaim("team", "stranger", workers(1, 100, 512));
    poolClaim("others", "friend", workers(1, 100, 512));
    claim("cluster", server(100, 100));

    Grants grants = decide();

    assertThat(names(grants, PoolAnswer.Granted.class))
        .containsExactlyInAnyOrder("friend", "cluster");
    assertThat(grants.ledger().answer("uid-stranger")).as("it learns nothing").isEmpty();
  }

  @Test
  void nobodyHasMoreWorkerNodesThanThePoolTakes() {
    sharing = Optional.of(offer(Optional.of(3)));
    node("a", 8000, 65536, true);
    poolClaim("team", "first", workers(2, 100, 512));
    poolClaim("team", "second", workers(2, 100, 512));

    Grants grants = decide();
    assertThat(names(grants, PoolAnswer.Granted.class)).containsExactly("first");
    assertThat(refusal(grants, "second")).contains("3 worker nodes at most, and has 2");

    ledger = grants.ledger();
    claims.clear();
    poolClaim("team", "first", workers(4, 100, 512));
    assertThat(WorkersDemand.nodes(decide().ledger().granted("uid-first").orElseThrow()))
        .as("it grows no further either")
        .isEqualTo(2);
  }

  @Test
  void withoutSharingThereAreNoWorkerNodes() {
    node("a", 8000, 65536, true);
    claims.add(
        new Claim(
            new Claimant("NodePool", POOL.namespace(), "own", "uid-own"),
            POOL,
            workers(1, 100, 512),
            "2026-01-01T00:00:00Z"));
    assertThat(refusal(decide(), "own")).startsWith("NoSharing");
  }
}
