package dev.nestling.lightcluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.apply.ApplyFailure;
import dev.nestling.core.apply.ObjectRef;
import dev.nestling.core.plan.Problem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever the API says of our objects, the owner reads the name of a field that he wrote. */
class RefusedObjectsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Service | spec.ports[0].nodePort: Invalid value: 30443: provided port is already allocated"
            + " | NodePortTaken | spec.endpoint.nodePort.port: another Service has this port; choose"
            + " another one, or none to be given a free one",
        "Service | spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range"
            + " | NodePortRefused | spec.endpoint.nodePort.port: the management cluster does not give"
            + " this port away",
        "StatefulSet | spec.template.spec.tolerations[0].effect: Unsupported value | SchedulingRefused"
            + " | spec.scheduling.tolerations: the management cluster refuses these",
        "PersistentVolumeClaim | spec.resources.requests.storage: Forbidden | VolumeRefused"
            + " | spec.datastore.sqlite.volume.size: the management cluster refuses this",
      })
  void theOwnersFieldIsNamed(String kind, String said, String reason, String message) {
    assertThat(problem(kind, said)).isEqualTo(new Problem(reason, message + " (" + said + ")"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"ConfigMap | spec.resources is wrong", "Service | something else"})
  void theRestIsToldAsItIs(String kind, String said) {
    assertThat(problem(kind, said)).isEqualTo(new Problem("Invalid", said));
  }

  private static Problem problem(String kind, String said) {
    return RefusedObjects.problem(new ApplyFailure(new ObjectRef(kind, "x"), "Invalid", said));
  }
}
