package dev.nestling.core.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalsTest {
  private static final ConfigMap OBJECT =
      new ConfigMapBuilder().withNewMetadata().withName("a").endMetadata().build();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          403 | exceeded quota: q, requested: pods=1 | QuotaExceeded | ConfigMap a exceeds the namespace's quota: exceeded quota: q, requested: pods=1
          403 | user can't patch                     | Forbidden     | ConfigMap a was refused: user can't patch
          400 | admission webhook "x" denied         | Invalid       | ConfigMap a was refused as invalid: admission webhook "x" denied
          422 | spec.x: Forbidden                    | Invalid       | ConfigMap a was refused as invalid: spec.x: Forbidden
          """)
  void aRefusalThatAPersonCanActOnIsData(int code, String said, String reason, String message) {
    var status = new StatusBuilder().withCode(code).withMessage(said).build();

    assertThat(Refusals.of(OBJECT, new KubernetesClientException("x", code, status)))
        .contains(new ApplyFailure(new ObjectRef("ConfigMap", "a"), reason, message));
  }

  @Test
  void anEndingNamespaceIsTold() {
    var status =
        new StatusBuilder()
            .withCode(403)
            .withMessage("forbidden")
            .withNewDetails()
            .addNewCause()
            .withReason("NamespaceTerminating")
            .endCause()
            .endDetails()
            .build();

    assertThat(Refusals.of(OBJECT, new KubernetesClientException("x", 403, status)))
        .contains(
            new ApplyFailure(
                new ObjectRef("ConfigMap", "a"),
                "NamespaceTerminating",
                "ConfigMap a can't be created: the namespace is being deleted."));
  }

  @Test
  void anObjectThatWasReplacedMeanwhileIsNotThePersonsBusiness() {
    var status =
        new StatusBuilder()
            .withCode(422)
            .withNewDetails()
            .addNewCause()
            .withField("metadata.uid")
            .withReason("FieldValueInvalid")
            .endCause()
            .endDetails()
            .build();

    assertThat(Refusals.of(OBJECT, new KubernetesClientException("x", 422, status))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 401, 404, 409, 429, 500, 503})
  void whatARetryMayCureIsNot(int code) {
    var status = new StatusBuilder().withCode(code).build();

    assertThat(Refusals.of(OBJECT, new KubernetesClientException("x", code, status))).isEmpty();
  }
}
