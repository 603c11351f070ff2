package dev.nestling.test.api.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.etcd.Alarm;
import dev.nestling.core.etcd.EtcdFailure;
import dev.nestling.core.etcd.membership.Step;
import dev.nestling.core.https.HttpAnswer;
import dev.nestling.core.https.HttpQuestion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A database of 64 MiB, full. */
@Tag("api")
@Timeout(300)
class EtcdSpaceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String KEY = Base64.getEncoder().encodeToString("big".getBytes());

  @Test
  void aFullDatabaseTakesWritesAgainOnceThereIsSpace(@TempDir Path directory) throws Exception {
    try (var host = new EtcdHost(directory)) {
      host.reconcileTo(1);
      HttpAnswer last = put(host);
      for (int writes = 0; last.status() == 200 && writes < 100; writes++) {
        last = put(host);
      }
      assertThat(last.body()).contains("database space exceeded");

      assertThat(host.survey().status("member-0").orElseThrow().alarms())
          .extracting(Alarm::type)
          .containsExactly(Alarm.Type.NOSPACE);

      compact(host);
      List<Step> steps = host.reconcileTo(1);

      assertThat(steps)
          .hasExactlyElementsOfTypes(Step.Defragment.class, Step.Disarm.class)
          .last()
          .satisfies(
              step ->
                  assertThat(((Step.Disarm) step).alarm().type()).isEqualTo(Alarm.Type.NOSPACE));
      assertThat(host.failures()).isEqualTo(List.<EtcdFailure>of());
      assertThat(put(host).status()).isEqualTo(200);
    }
  }

  private static HttpAnswer put(EtcdHost host) throws Exception {
    String value = Base64.getEncoder().encodeToString(new byte[1_000_000]);
    return ask(host, "/v3/kv/put", "{\"key\":\"%s\",\"value\":\"%s\"}".formatted(KEY, value));
  }

  /** Forgets all revisions but the last: what API servers do every five minutes. */
  private static void compact(EtcdHost host) throws Exception {
    long revision =
        host.client().read(host.endpoints().firstEntry().getValue()).answered().orElseThrow();
    HttpAnswer answer =
        ask(host, "/v3/kv/compaction", "{\"revision\":%d,\"physical\":true}".formatted(revision));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  private static HttpAnswer ask(EtcdHost host, String path, String body) throws Exception {
    return host.https()
        .ask(host.endpoints().firstEntry().getValue(), HttpQuestion.post(path, body), PATIENCE);
  }
}
