package dev.nestling.lightcluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.plan.Labels;
import dev.nestling.testing.apiserver.Verb;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whichever of a cluster's names is taken: that is said, and the object stays as it is. */
class TakenNamesStoriesTest {
  private record Taken(Class<? extends HasMetadata> kind, String name) {
    @Override
    public String toString() {
      return HasMetadata.getKind(kind) + " " + name;
    }
  }

  private static final List<Taken> ALL =
      List.of(
          new Taken(Secret.class, "c-ca"),
          new Taken(Secret.class, "c-proxy"),
          new Taken(Secret.class, "c-sa"),
          new Taken(Secret.class, "c-encryption"),
          new Taken(PersistentVolumeClaim.class, "c-data"),
          new Taken(Secret.class, "c-server-certs"),
          new Taken(Secret.class, "c-kubeconfig"),
          new Taken(Secret.class, "c-kubeconfig-internal"),
          new Taken(ConfigMap.class, "c-server-config"),
          new Taken(Service.class, "c-api"),
          new Taken(StatefulSet.class, "c-server"),
          new Taken(ServiceAccount.class, "c-server"),
          new Taken(NetworkPolicy.class, "c-server"));

  @TestFactory
  Stream<DynamicTest> aStrangersObject() {
    return ALL.stream().map(taken -> test(taken, Map.of()));
  }

  /** Labels decide nothing. */
  @TestFactory
  Stream<DynamicTest> anObjectWithOurLabels() {
    Map<String, String> labels =
        Map.of(
            Labels.MANAGED_BY, Labels.NESTLING,
            Labels.CLUSTER, "c",
            Labels.CLUSTER_KIND, "LightCluster");
    return ALL.stream().map(taken -> test(taken, labels));
  }

  /** Nothing of what an apply would have merged is in it. */
  @TestFactory
  Stream<DynamicTest> dataOrKeysThatSomebodyMadeSinceWeLooked() {
    return Stream.of(
            new Taken(Secret.class, "c-ca"), new Taken(PersistentVolumeClaim.class, "c-data"))
        .map(taken -> DynamicTest.dynamicTest(taken.toString(), () -> runTooLate(taken)));
  }

  private static void runTooLate(Taken taken) throws Exception {
    try (Stage stage = new Stage()) {
      HasMetadata theirs = taken.kind().getDeclaredConstructor().newInstance();
      theirs.setMetadata(
          new ObjectMetaBuilder().withName(taken.name()).withNamespace(Stage.NAMESPACE).build());
      AtomicReference<String> version = new AtomicReference<>();
      stage
          .server
          .faults()
          .before(
              request ->
                  request.verb() == Verb.CREATE && request.resource().equals(theirs.getPlural()),
              () -> version.set(stage.server.put(theirs).getMetadata().getResourceVersion()));
      stage.startOperator();
      stage.create("c", "");
      stage.awaitCondition("c", "Valid", "False", "NameConflict");
      stage.awaitRest();
      assertThat(version(stage.find(taken.kind(), taken.name()))).isEqualTo(version.get());
    }
  }

  private static DynamicTest test(Taken taken, Map<String, String> labels) {
    return DynamicTest.dynamicTest(taken.toString(), () -> run(taken, labels));
  }

  private static void run(Taken taken, Map<String, String> labels) throws Exception {
    try (Stage stage = new Stage()) {
      HasMetadata theirs = taken.kind().getDeclaredConstructor().newInstance();
      theirs.setMetadata(
          new ObjectMetaBuilder()
              .withName(taken.name())
              .withNamespace(Stage.NAMESPACE)
              .withLabels(labels)
              .build());
      String version = stage.server.put(theirs).getMetadata().getResourceVersion();
      stage.startOperator();
      stage.create("c", "");
      stage.awaitCondition("c", "Valid", "False", "NameConflict");
      stage.awaitRest();
      assertThat(stage.condition("c", "Valid").orElseThrow().getMessage())
          .startsWith(taken + " exists already and belongs to no cluster");
      assertThat(version(stage.find(taken.kind(), taken.name()))).isEqualTo(version);
    }
  }

  private static String version(Optional<? extends HasMetadata> object) {
    return object.orElseThrow().getMetadata().getResourceVersion();
  }
}
