package dev.nestling.nodepool.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.placement.Amount;
import dev.nestling.core.placement.PoolMark;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.core.plan.Owner;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodeClaimsTest {
  private static final PoolReference POOL = new PoolReference("platform", "hardware");
  private static final String MARK = POOL.mark();
  private static final Taint FOREIGN =
      new TaintBuilder().withKey("gpu").withEffect("NoExecute").build();
  private static final Taint OURS =
      new TaintBuilder().withKey(PoolMark.KEY).withValue(MARK).withEffect(PoolMark.EFFECT).build();

  private static PoolScope scope(boolean dedicated) {
    return new PoolScope(
        POOL,
        new Owner("nestling.dev/v1alpha1", "NodePool", POOL.name(), "pool"),
        new LabelSelector(),
        dedicated,
        Optional.empty(),
        Optional.empty());
  }

  private static PoolNode node(String name, Optional<String> pool, Taint... taints) {
    return new PoolNode(name, "7", pool, List.of(taints), true, true, Amount.NOTHING);
  }

  @Test
  void aFreeNodeIsTakenAndTaintedIfItIsToBe() {
    PoolNode node = node("a", Optional.empty(), FOREIGN);

    assertThat(NodeClaims.of(scope(false), List.of(node), List.of(), Set.of(MARK)).changes())
        .containsExactly(new NodeClaims.Change(node, Optional.of(MARK), List.of(FOREIGN)));
    assertThat(NodeClaims.of(scope(true), List.of(node), List.of(), Set.of(MARK)).changes())
        .containsExactly(new NodeClaims.Change(node, Optional.of(MARK), List.of(FOREIGN, OURS)));
  }

  @Test
  void whatIsAsItShouldBeStays() {
    PoolNode node = node("a", Optional.of(MARK), OURS, FOREIGN);

    NodeClaims claims = NodeClaims.of(scope(true), List.of(node), List.of(node), Set.of(MARK));

    assertThat(claims.changes()).isEmpty();
    assertThat(claims.members()).containsExactly(node);
  }

  @Test
  void aNodeOfAnotherLivingPoolIsLeftToIt() {
    PoolNode node = node("a", Optional.of("other.pool"));

    NodeClaims claims =
        NodeClaims.of(scope(true), List.of(node), List.of(), Set.of(MARK, "other.pool"));

    assertThat(claims.changes()).isEmpty();
    assertThat(claims.members()).isEmpty();
    assertThat(claims.taken()).containsExactly(node);
  }

  @Test
  void theMarkOfAPoolThatIsGoneIsNobodys() {
    Taint old =
        new TaintBuilder()
            .withKey(PoolMark.KEY)
            .withValue("other.pool")
            .withEffect(PoolMark.EFFECT)
            .build();
    PoolNode node = node("a", Optional.of("other.pool"), old);

    assertThat(NodeClaims.of(scope(true), List.of(node), List.of(), Set.of(MARK)).changes())
        .containsExactly(new NodeClaims.Change(node, Optional.of(MARK), List.of(OURS)));
  }

  @Test
  void aNodeThatIsNotSelectedAnyMoreIsGivenAway() {
    PoolNode node = node("a", Optional.of(MARK), OURS, FOREIGN);

    NodeClaims claims = NodeClaims.of(scope(true), List.of(), List.of(node), Set.of(MARK));

    assertThat(claims.changes())
        .containsExactly(new NodeClaims.Change(node, Optional.empty(), List.of(FOREIGN)));
  }

  @Test
  void nodesThatAreNotDedicatedAnyMoreLoseTheTaint() {
    PoolNode node = node("a", Optional.of(MARK), OURS);

    assertThat(NodeClaims.of(scope(false), List.of(node), List.of(node), Set.of(MARK)).changes())
        .containsExactly(new NodeClaims.Change(node, Optional.of(MARK), List.of()));
  }

  @Test
  void aNodeThatCouldNotBeWrittenIsNoNewMember() {
    PoolNode fresh = node("a", Optional.empty());
    PoolNode member = node("b", Optional.of(MARK));

    NodeClaims claims =
        NodeClaims.of(scope(true), List.of(fresh, member), List.of(member), Set.of(MARK))
            .without(Map.of("a", "refused", "b", "refused"), new PoolMark(MARK));

    assertThat(claims.members()).containsExactly(member);
    assertThat(claims.refused()).containsKeys("a", "b");
  }

  @Test
  void taintsOfOthersMakeANodeUseless() {
    assertThat(node("a", Optional.of(MARK), OURS).usable()).isTrue();
    assertThat(node("a", Optional.of(MARK), OURS, FOREIGN).usable()).isFalse();
  }
}
