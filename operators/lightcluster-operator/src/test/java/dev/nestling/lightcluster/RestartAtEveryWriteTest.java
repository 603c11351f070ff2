package dev.nestling.lightcluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.testing.apiserver.Faults;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** An operator that dies at any of its writes leaves nothing that its successor can't finish. */
class RestartAtEveryWriteTest {
  /** A cluster takes fewer; the numbers above are never reached and say so. */
  private static final int WRITES = 22;

  @TestFactory
  Stream<DynamicTest> anOperatorThatDiesAtThisWriteIsSucceeded() {
    return Stream.iterate(1, write -> write <= WRITES, write -> write + 1)
        .flatMap(
            write ->
                Stream.of(Faults.Cut.values())
                    .map(
                        cut ->
                            DynamicTest.dynamicTest(
                                "write " + write + ", " + cut, () -> dieAt(write, cut))));
  }

  private static void dieAt(int write, Faults.Cut cut) throws Exception {
    try (Stage stage = new Stage()) {
      Faults.Crash crash = stage.server.faults().crashAtWrite(Stage.OPERATOR, write, cut);
      stage.startOperator();
      stage.create("c", "");
      try {
        crash.fatalWrite().get(3, TimeUnit.SECONDS);
      } catch (TimeoutException neverReached) {
        stage.awaitReady("c");
        return;
      }
      stage.stopOperator();
      stage.server.faults().clear();
      stage.startOperator();
      stage.awaitReady("c");
      assertThat(stage.find(StatefulSet.class, "c-server")).isPresent();
      assertThat(names(stage)).doesNotHaveDuplicates().hasSize(7);
      assertThat(stage.condition("c", "KeysValid").orElseThrow().getStatus()).isEqualTo("True");
    }
  }

  private static List<String> names(Stage stage) {
    return stage.user.secrets().inNamespace(Stage.NAMESPACE).list().getItems().stream()
        .map(Secret::getMetadata)
        .map(metadata -> metadata.getName())
        .toList();
  }
}
