package dev.nestling.core.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.plan.Owner;
import dev.nestling.core.plan.Problem;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerConfigMapTest {
  private static final PoolReference POOL = new PoolReference("platform", "hardware");
  private static final Owner OWNER =
      new Owner("nestling.dev/v1alpha1", "NodePool", "hardware", "uid");
  private static final Ledger LEDGER =
      Ledger.of(
          Map.of(
              "u1",
              new Ledger.Entry(
                  new Claimant("FullCluster", "team", "prod", "u1"),
                  new PoolAnswer.Granted(
                      Demand.of(
                          Map.of(
                              "etcd",
                              new Demand.Component(3, 0, true, new Amount(100, 128L << 20, 1)))))),
              "u2",
              new Ledger.Entry(
                  new Claimant("LightCluster", "team", "dev", "u2"),
                  new PoolAnswer.Refused(new Problem("NoRoom", "there is none")))));

  @Test
  void whatIsWrittenIsRead() {
    assertThat(LedgerConfigMap.read(LedgerConfigMap.build(OWNER, POOL, LEDGER))).isEqualTo(LEDGER);
  }

  @Test
  void peopleCanReadItToo() {
    assertThat(LedgerConfigMap.build(OWNER, POOL, LEDGER).getData())
        .containsEntry(
            "u1",
            "{\"kind\":\"FullCluster\",\"namespace\":\"team\",\"name\":\"prod\",\"granted\":{\"etcd\":{\"replicas\":3,\"surge\":0,\"apart\":true,\"cpu\":\"100m\",\"memory\":\"128Mi\"}}}");
  }

  @Test
  void anEntryThatCannotBeReadIsNone() {
    ConfigMap stored =
        new ConfigMapBuilder(LedgerConfigMap.build(OWNER, POOL, LEDGER))
            .addToData("u3", "{")
            .addToData("u4", "{\"kind\":\"LightCluster\",\"namespace\":\"a\",\"name\":\"b\"}")
            .addToData("u5", "{\"granted\":{}}")
            .build();

    assertThat(LedgerConfigMap.read(stored)).isEqualTo(LEDGER);
    assertThat(LedgerConfigMap.read(new ConfigMap())).isEqualTo(Ledger.EMPTY);
  }
}
