package dev.nestling.testing.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nestling.testing.apiserver.Faults.Cut;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private final MockApiServer server = MockApiServer.start();
  private final KubernetesClient operator = server.client("operator");

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void refusesAsOftenAsAsked() {
    server.faults().refuse(r -> r.is(Verb.CREATE, "configmaps"), 2, 429, "TooManyRequests");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> create("a"))
          .isInstanceOfSatisfying(
              KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(429));
    }
    assertThat(create("a").getMetadata().getUid()).isNotBlank();
  }

  @Test
  void aLostAnswerIsCommitted() {
    server.faults().loseAnswer(ApiRequest::isWrite);
    assertThatThrownBy(() -> create("a")).isInstanceOf(KubernetesClientException.class);
    assertThat(operator.configMaps().withName("a").get()).isNotNull();
  }

  @Test
  void anotherActorActsJustBefore() {
    ConfigMap map = create("a");
    server
        .faults()
        .before(
            r -> r.is(Verb.UPDATE, "configmaps", "a"),
            () -> server.put(new ConfigMapBuilder(map).addToData("by", "other").build()));
    assertThatThrownBy(
            () ->
                operator.resource(new ConfigMapBuilder(map).addToData("by", "me").build()).update())
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409));
    assertThat(operator.configMaps().withName("a").get().getData())
        .isEqualTo(Map.of("by", "other"));
  }

  @Test
  void aCrashEndsTheClientAndNobodyElse() {
    var crash = server.faults().crashAtWrite("operator", 2, Cut.AFTER_COMMIT);
    create("a");
    assertThat(crash.fatalWrite()).isNotDone();
    assertThatThrownBy(() -> create("b")).isInstanceOf(KubernetesClientException.class);
    assertThat(crash.fatalWrite()).isCompleted();
    assertThatThrownBy(() -> operator.configMaps().list())
        .isInstanceOf(KubernetesClientException.class);
    assertThat(server.client().configMaps().list().getItems())
        .as("the second write was committed")
        .hasSize(2);
    server.faults().clear();
    assertThat(operator.configMaps().list().getItems()).hasSize(2);
  }

  @Test
  void aCrashBeforeTheCommitLosesTheWrite() {
    server.faults().crashAtWrite("operator", 1, Cut.BEFORE_COMMIT);
    assertThatThrownBy(() -> create("a")).isInstanceOf(KubernetesClientException.class);
    assertThat(server.client().configMaps().list().getItems()).isEmpty();
  }

  private ConfigMap create(String name) {
    return operator
        .resource(new ConfigMapBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
  }
}
