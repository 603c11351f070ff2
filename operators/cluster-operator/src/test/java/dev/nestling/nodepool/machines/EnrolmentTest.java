package dev.nestling.nodepool.machines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.objects.SecretData;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.core.plan.Owner;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnrolmentTest {
  private static final Owner OWNER = new Owner("nestling.dev/v1alpha1", "NodePool", "rack", "uid");
  private static final PoolReference POOL = new PoolReference("team", "rack");

  private static final Enrolment.Entry ENTRY =
      new Enrolment.Entry(
          new Host("a", "192.0.2.1", 22, "ops", List.of("ssh-ed25519 AAAA"), "key", null),
          "192.0.2.1",
          true);

  private static Enrolment read(String name, String text) {
    Secret stored = new SecretBuilder().withData(SecretData.encode(Map.of(name, text))).build();
    return Enrolment.of(stored);
  }

  @Test
  void whatIsWrittenIsRead() {
    var enrolment = new Enrolment(Map.of("a", ENTRY), Map.of("b", "{later: format}"));
    assertThat(Enrolment.of(enrolment.stored(Custody.own(POOL, OWNER)))).isEqualTo(enrolment);
  }

  @Test
  void whatIsDamagedIsKeptAsItIs() {
    for (String text :
        List.of(
            "{",
            "null",
            "[]",
            "{\"host\": null, \"nodeAddress\": \"192.0.2.1\"}",
            "{\"host\": {\"name\": null}, \"nodeAddress\": \"192.0.2.1\"}",
            "{\"host\": {\"name\": \"a\", \"address\": \"x\", \"hostKeys\": [\"k\"]}, \"nodeAddress\": \"y\"}",
            "{\"host\": {\"name\": \"b\"}}")) {
      Enrolment enrolment = read("a", text);
      assertThat(enrolment.machines()).as(text).isEmpty();
      assertThat(enrolment.unreadable()).containsEntry("a", text);
      assertThat(enrolment.isEmpty()).isFalse();
      assertThat(Enrolment.of(enrolment.stored(Custody.own(POOL, OWNER)))).isEqualTo(enrolment);
    }
  }
}
