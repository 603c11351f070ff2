package dev.nestling.test.api.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nestling.test.api.ManagementApi;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Whatever a person with the ordinary role {@code edit} in one namespace applies there: it is
 * refused, or nothing of it is outside, and nothing privileged inside. There are no kubelets: what
 * runs in the pods is not part of this.
 */
@Tag("api")
@ExtendWith(ManagementApi.class)
class HostileTenantTest {
  private final ManagementApi.Server server;
  private Platform platform;
  private TenantNamespace tenant;
  private Trap trap;
  private Trap another;

  HostileTenantTest(ManagementApi.Server server) {
    this.server = server;
  }

  @BeforeEach
  void start() throws IOException {
    trap = Trap.set();
    another = Trap.set();
    platform = Platform.start(server);
    tenant = TenantNamespace.create(server);
  }

  @AfterEach
  void stop() throws IOException {
    trap.close();
    another.close();
    tenant.close();
    platform.close();
  }

  /** In this order: what is taken has time to do harm while the rest is tried. */
  @TestFactory
  Stream<DynamicTest> nothingEscapes() {
    ClusterSnapshot before = outsideAtRest();
    return Stream.concat(
        Attack.all().stream()
            .map(attack -> DynamicTest.dynamicTest(attack.name(), () -> launch(attack))),
        Stream.of(
            DynamicTest.dynamicTest("the operators have seen it all", tenant::awaitAnswers),
            DynamicTest.dynamicTest("the operators come to rest", tenant::awaitRest),
            DynamicTest.dynamicTest(
                "nothing outside has changed",
                () -> assertThat(outside().changesSince(before)).isEmpty()),
            DynamicTest.dynamicTest(
                "an innocent cluster is made", () -> platform.makesAnother("late")),
            DynamicTest.dynamicTest(
                "what was somebody else's in the namespace still is",
                () -> assertThat(tenant.touchedBystanders()).isEmpty()),
            DynamicTest.dynamicTest(
                "nothing privileged is inside",
                () -> {
                  assertThat(tenant.templates()).isGreaterThan(20);
                  assertThat(tenant.privileges()).isEmpty();
                }),
            DynamicTest.dynamicTest(
                "the operator connected to nobody on its own machine",
                () -> assertThat(List.of(trap.caught(), another.caught())).containsOnly(0))));
  }

  private void launch(Attack attack) {
    Person person = attack.withPools() ? tenant.poolEditor() : tenant.editor();
    Optional<String> own = Optional.empty();
    List<String> documents = attack.documents();
    for (String document : documents.subList(0, documents.size() - 1)) {
      var made = person.create(filled(document, own), tenant.name());
      own = own.or(() -> Optional.of(made.getMetadata().getUid()));
    }
    String last = filled(documents.getLast(), own);
    attack
        .refusal()
        .ifPresentOrElse(
            words ->
                assertThatThrownBy(() -> person.create(last, tenant.name()))
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining(words),
            () ->
                assertThatCode(() -> person.create(last, tenant.name()))
                    .doesNotThrowAnyException());
  }

  private String filled(String document, Optional<String> own) {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("VICTIM-UID", platform.uidOfTheInnocent());
    words.put("VICTIM", platform.namespace());
    words.put("TENANT", tenant.name());
    words.put("TRAP-2", String.valueOf(another.port()));
    words.put("TRAP", String.valueOf(trap.port()));
    own.ifPresent(uid -> words.put("OWN-UID", uid));
    return Attack.filled(document, words);
  }

  /** What the innocent ones started goes on for a while. */
  private ClusterSnapshot outsideAtRest() {
    var last = new AtomicReference<>(outside());
    await("the innocent are at rest")
        .atMost(Platform.PATIENCE)
        .pollInterval(Duration.ofSeconds(5))
        .until(
            () -> {
              ClusterSnapshot now = outside();
              return now.equals(last.getAndSet(now));
            });
    return last.get();
  }

  private ClusterSnapshot outside() {
    return ClusterSnapshot.take(server.client(), tenant.andWhatGoes());
  }
}
