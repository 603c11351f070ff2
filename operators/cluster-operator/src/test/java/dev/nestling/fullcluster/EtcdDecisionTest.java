package dev.nestling.fullcluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.etcd.membership.Founding;
import dev.nestling.core.etcd.membership.Shape;
import dev.nestling.core.etcd.membership.Step;
import dev.nestling.core.etcd.monitor.Look;
import dev.nestling.fullcluster.objects.FullClusterScope;
import dev.nestling.testing.golden.Scenario;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EtcdDecisionTest {
  private static final Instant NOW = Scenario.START;

  private final Player player = Clusters.settled();

  @Test
  void whoWasNeverAskedIsLeftAsItIs() {
    EtcdDecision decision = decide("{etcd: {replicas: 5}}", 0, Optional.empty());

    assertThat(decision.surveyed()).isFalse();
    assertThat(decision.request()).isEmpty();
    assertThat(decision.steady()).isFalse();
    assertThat(decision.known().step())
        .isEqualTo(
            Step.WaitFor.of(EtcdDecision.SURVEYING, "etcd is being asked how its members are"));
    assertThat(decision.known().shape("c-etcd-0-0")).isEqualTo(new Shape.Kept());
    assertThat(decision.foundingAfter()).isInstanceOf(Founding.Done.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 14})
  void aFreshLookIsActedOn(int seconds) {
    EtcdDecision decision = decide("{etcd: {replicas: 5}}", seconds, look());

    assertThat(decision.request())
        .contains(new Step.AddLearner("c-etcd-3-0", "https://c-etcd-3.team.svc:2380"));
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 3600})
  void aStaleLookIsNot(int seconds) {
    EtcdDecision decision = decide("{etcd: {replicas: 5}}", seconds, look());

    assertThat(decision.request()).isEmpty();
    assertThat(decision.surveyed()).isTrue();
    assertThat(decision.known().step()).isInstanceOf(Step.WaitFor.class);
    assertThat(decision.known().shape("c-etcd-0-0")).isInstanceOf(Shape.Runs.class);
  }

  @Test
  void restNeedsNoFreshLook() {
    assertThat(decide("{}", 3600, look()).steady()).isTrue();
  }

  @Test
  void theClocksOfAnOperatorAndAMonitorMayDiffer() {
    assertThat(decide("{etcd: {replicas: 5}}", -60, look()).request()).isPresent();
  }

  @Test
  void aClusterThatIsSwitchedOffIsTouchedByNoStep() {
    player.enter(Clusters.setting("{power: Stopped, etcd: {replicas: 1}}"));
    FullClusterPlan plan = player.plan(player.observe());

    assertThat(plan.objects().deletions()).isEmpty();
    assertThat(plan.objects().complete()).isTrue();
  }

  private Optional<Look> look() {
    return player.observe().learned().etcd();
  }

  private EtcdDecision decide(String spec, int secondsLater, Optional<Look> look) {
    FullClusterScope scope = FullClusterScope.of(Clusters.of(spec));
    Observed now = player.observe();
    var learned =
        new Observed.Learned(
            now.learned().service(),
            now.learned().outside(),
            look,
            now.learned().content(),
            now.learned().rewriting(),
            now.learned().issuers());
    return EtcdDecision.of(
        scope,
        new Observed(now.own(), now.management(), learned, now.referenced()),
        NOW.plus(Duration.ofSeconds(secondsLater)));
  }
}
