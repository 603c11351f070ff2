package dev.nestling.test.api.fullcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.core.plan.Labels;
import dev.nestling.test.api.Death;
import dev.nestling.test.api.Deaths;
import dev.nestling.test.api.ManagementApi;
import dev.nestling.test.api.OwnObjects;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The operator dies at its writes, and another one takes over: on a real API server with real
 * controllers, each death in a namespace of its own.
 */
abstract class KilledOperators {
  private static final String CLUSTER = "c";
  private static final String ETCD = "c-etcd";

  private final FullClusters clusters;
  private final Deaths deaths = new Deaths();
  private final IntFunction<List<Integer>> choice;

  /**
   * @param choice at which of so many writes operators die
   */
  KilledOperators(ManagementApi.Server server, IntFunction<List<Integer>> choice) {
    this.clusters = new FullClusters(server);
    this.choice = choice;
  }

  @AfterEach
  void close() {
    deaths.close();
    clusters.close();
  }

  @TestFactory
  Stream<DynamicTest> whileCreating() {
    String namespace = clusters.namespace("killed");
    int writes;
    try (FullOperator undisturbed = clusters.operator(namespace)) {
      clusters.create(namespace, CLUSTER, "3");
      clusters.awaitSettled(namespace, CLUSTER, 3);
      writes = undisturbed.death().writes();
    }
    assertThat(writes).as("writes that create a cluster").isBetween(40, 90);
    Set<String> reference = new OwnObjects(clusters.admin, namespace).all().keySet();
    assertThat(reference)
        .contains("Secret c-etcd", "StatefulSet c-etcd-2", "Deployment c-scheduler");
    return deaths.at(choice.apply(writes), (write, cut) -> dieCreating(write, cut, reference));
  }

  @TestFactory
  Stream<DynamicTest> whileAMemberIsAddedAndRemoved() {
    String namespace = clusters.namespace("killed");
    int growing;
    int shrinking;
    Set<String> small;
    try (FullOperator undisturbed = clusters.operator(namespace)) {
      clusters.create(namespace, CLUSTER, "1");
      clusters.awaitSettled(namespace, CLUSTER, 1);
      small = new OwnObjects(clusters.admin, namespace).all().keySet();
      undisturbed.death().at(Integer.MAX_VALUE, Death.Cut.BEFORE_COMMIT);
      clusters.scale(namespace, CLUSTER, "3");
      clusters.awaitSettled(namespace, CLUSTER, 3);
      growing = undisturbed.death().writes();
      undisturbed.death().at(Integer.MAX_VALUE, Death.Cut.BEFORE_COMMIT);
      clusters.scale(namespace, CLUSTER, "1");
      clusters.awaitSettled(namespace, CLUSTER, 1);
      shrinking = undisturbed.death().writes();
    }
    assertThat(growing).as("writes that add two members").isBetween(10, 60);
    assertThat(shrinking).as("writes that remove two members").isBetween(4, 50);
    return Stream.concat(
        deaths.at(choice.apply(growing), (write, cut) -> dieScaling("1", "3", write, cut, small)),
        deaths.at(
            choice.apply(shrinking), (write, cut) -> dieScaling("3", "1", write, cut, small)));
  }

  private void dieCreating(int write, Death.Cut cut, Set<String> reference) {
    String namespace = clusters.namespace("killed");
    try (FullOperator mortal = mortal(namespace, write, cut)) {
      clusters.create(namespace, CLUSTER, "3");
      await("death or a cluster")
          .atMost(FullClusters.LONG)
          .until(() -> mortal.death().happened() || clusters.isSettled(namespace, CLUSTER, 3));
    }
    OwnObjects objects = new OwnObjects(clusters.admin, namespace);
    Map<String, Object> minted = OwnObjects.substance(objects.dataAndKeys());
    try (FullOperator successor = clusters.operator(namespace)) {
      clusters.awaitSettled(namespace, CLUSTER, 3);
      assertThat(successor.death().happened()).isFalse();
    }
    Map<String, HasMetadata> identity = objects.dataAndKeys();
    assertThat(objects.all().keySet()).isEqualTo(reference);
    assertThat(OwnObjects.substance(identity)).containsAllEntriesOf(minted).hasSize(8);
    String uid = clusters.find(namespace, CLUSTER).get().getMetadata().getUid();
    assertThat(identity.values())
        .allSatisfy(
            object -> {
              assertThat(object.getMetadata().getOwnerReferences()).isEmpty();
              assertThat(object.getMetadata().getAnnotations())
                  .containsEntry(Labels.OWNER_UID, uid);
            });
    assertThat(clusters.etcd.changes(namespace, ETCD)).isEmpty();
    clusters.end(namespace, CLUSTER);
  }

  private void dieScaling(String from, String to, int write, Death.Cut cut, Set<String> small) {
    String namespace = clusters.namespace("killed");
    try (FullOperator mortal = clusters.operator(namespace)) {
      clusters.create(namespace, CLUSTER, from);
      clusters.awaitSettled(namespace, CLUSTER, Integer.parseInt(from));
      mortal.death().at(write, cut);
      clusters.scale(namespace, CLUSTER, to);
      await("death or a cluster")
          .atMost(FullClusters.LONG)
          .until(
              () ->
                  mortal.death().happened()
                      || clusters.isSettled(namespace, CLUSTER, Integer.parseInt(to)));
    }
    try (FullOperator successor = clusters.operator(namespace)) {
      clusters.awaitSettled(namespace, CLUSTER, Integer.parseInt(to));
      assertThat(successor.death().happened()).isFalse();
    }
    List<String> changes = clusters.etcd.changes(namespace, ETCD);
    if (to.equals("1")) {
      assertThat(new OwnObjects(clusters.admin, namespace).all().keySet()).isEqualTo(small);
      assertThat(changes.stream().filter(change -> change.startsWith("remove")))
          .containsExactly("remove c-etcd-2-0", "remove c-etcd-1-0");
    } else {
      assertThat(changes)
          .containsExactly(
              "add c-etcd-1-0", "promote c-etcd-1-0", "add c-etcd-2-0", "promote c-etcd-2-0");
    }
    clusters.end(namespace, CLUSTER);
  }

  private FullOperator mortal(String namespace, int write, Death.Cut cut) {
    return FullOperator.start(clusters.server.config(), namespace, clusters.etcd, write, cut);
  }
}
