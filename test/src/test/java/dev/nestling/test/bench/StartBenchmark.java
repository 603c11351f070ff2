package dev.nestling.test.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.test.testbed.TenantNamespace;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * From an accepted apply to the first authenticated answer, beside the bare server on the same
 * machine at the same time.
 */
@Tag("bench")
class StartBenchmark {
  private static final Duration TARGET_ABOVE_BARE = Duration.ofSeconds(3);
  private static final String EPHEMERAL = "{datastore: {sqlite: {volume: {type: Ephemeral}}}}";

  private final Question question = new Question();
  private final Series fresh = new Series();
  private final Series old = new Series();
  private final Series onVolume = new Series();
  private final Series ephemeral = new Series();

  @Test
  void startsWithinThreeSecondsOfTheBareServer() {
    Bench bench = Bench.get();
    try (var namespace = TenantNamespace.create(bench.client(), "start")) {
      // The first of everything pays for caches that the others find warm.
      measure(namespace, "warm", new Series(), new Series());
      bare(new Series(), new Series());
      for (int round = 1; round <= Bench.ROUNDS; round++) {
        bare(fresh, old);
        measure(namespace, "r" + round, onVolume, ephemeral);
      }
    }
    write();
    // What the volume adds is the storage class's doing: the table shows it, nothing here can
    // change it.
    assertThat(ephemeral.median()).isLessThanOrEqualTo(fresh.median().plus(TARGET_ABOVE_BARE));
  }

  private void bare(Series onNothing, Series onOldData) {
    try (var server = BareServer.prepare()) {
      onNothing.add(server.start(question));
      onOldData.add(server.start(question));
    }
  }

  private void measure(TenantNamespace namespace, String name, Series volume, Series memory) {
    volume.add(one(namespace, name + "-volume", "{}"));
    memory.add(one(namespace, name + "-ephemeral", EPHEMERAL));
  }

  private Duration one(TenantNamespace namespace, String name, String spec) {
    var cluster = MeasuredCluster.apply(namespace, name, spec);
    var took = cluster.untilAnswered(question);
    cluster.delete();
    return took;
  }

  private void write() {
    var table = new Table("start", "what", "runs", "median s", "min s", "max s", "over bare s");
    row(table, "bare nestlet server, new data", fresh);
    row(table, "bare nestlet server, data of an earlier start", old);
    row(table, "LightCluster, volume (default)", onVolume);
    row(table, "LightCluster, ephemeral", ephemeral);
    table.write();
  }

  private void row(Table table, String what, Series series) {
    table.row(
        what,
        Integer.toString(series.size()),
        series.cells(),
        Series.seconds(series.median().minus(fresh.median())));
  }
}
