package dev.nestling.fullcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the members of etcd come, go and are replaced, one at a time. */
class EtcdStoriesTest {
  private final Stage stage = new Stage().startOperator();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void fromThreeMembersToFiveAndBack() {
    stage.create("c", "");
    stage.awaitReady("c");
    stage.edit("c", "etcd: {replicas: 5}");
    stage.awaitMembers("c", 5);
    stage.awaitReady("c");
    assertThat(changes())
        .containsExactly(
            "add c-etcd-3-0", "promote c-etcd-3-0", "add c-etcd-4-0", "promote c-etcd-4-0");
    assertThat(start("c-etcd-4")).isEqualTo("Sealed");
    assertThat(apiServerCommand()).anyMatch(flag -> flag.contains("c-etcd-4.team"));

    stage.edit("c", "etcd: {replicas: 3}");
    stage.awaitMembers("c", 3);
    await().atMost(Stage.PATIENCE).until(() -> nothingIsLeftOf("c-etcd-3"));
    await().atMost(Stage.PATIENCE).until(() -> nothingIsLeftOf("c-etcd-4"));
    stage.awaitReady("c");
    assertThat(changes().subList(4, changes().size()))
        .containsExactly("remove c-etcd-4-0", "remove c-etcd-3-0");
  }

  @Test
  void oneMemberGrowsToThree() {
    stage.create("c", "etcd: {replicas: 1}");
    stage.awaitReady("c");
    stage.edit("c", "etcd: {replicas: 3}");
    stage.awaitMembers("c", 3);
    stage.awaitReady("c");
    assertThat(changes()).hasSize(4).last().isEqualTo("promote c-etcd-2-0");
  }

  @Test
  void aMemberWhoseClaimIsDeletedIsReplaced() {
    stage.create("c", "");
    stage.awaitReady("c");
    PersistentVolumeClaim before = claim("c-etcd-1");
    stage.user.persistentVolumeClaims().inNamespace(Stage.NAMESPACE).withName("c-etcd-1").delete();
    await()
        .atMost(Stage.PATIENCE)
        .untilAsserted(
            () -> assertThat(changes()).contains("remove c-etcd-1-0", "promote c-etcd-1-0"));
    stage.awaitMembers("c", 3);
    stage.awaitReady("c");
    PersistentVolumeClaim after = claim("c-etcd-1");
    assertThat(after.getMetadata().getUid()).isNotEqualTo(before.getMetadata().getUid());
    assertThat(after.getMetadata().getAnnotations().get(Labels.ETCD_MEMBER))
        .isNotEqualTo(before.getMetadata().getAnnotations().get(Labels.ETCD_MEMBER));
    assertThat(start("c-etcd-1")).isEqualTo("Sealed");
  }

  @Test
  void withoutAQuorumNothingIsDeleted() {
    stage.create("c", "");
    stage.awaitReady("c");
    stage.etcd.silence("c-etcd-0-0");
    stage.etcd.silence("c-etcd-1-0");
    stage.touch("c");
    stage.awaitCondition("c", "EtcdHealthy", "False", "EtcdQuorumLost");
    stage.edit("c", "etcd: {replicas: 1}");
    stage.awaitRest();
    for (int i = 0; i < 3; i++) {
      assertThat(stage.find(PersistentVolumeClaim.class, "c-etcd-" + i)).isPresent();
      assertThat(stage.find(StatefulSet.class, "c-etcd-" + i)).isPresent();
    }
    assertThat(changes()).isEmpty();
    stage.edit("c", "");
    stage.etcd.wake("c-etcd-0-0");
    stage.etcd.wake("c-etcd-1-0");
    stage.awaitReady("c");
    assertThat(changes()).isEmpty();
  }

  private List<String> changes() {
    return stage.etcd.changes(Stage.NAMESPACE, "c-etcd");
  }

  private PersistentVolumeClaim claim(String name) {
    return stage.find(PersistentVolumeClaim.class, name).orElseThrow();
  }

  private String start(String member) {
    return String.valueOf(
        stage
            .find(ConfigMap.class, member)
            .orElseThrow()
            .getMetadata()
            .getAnnotations()
            .get(Labels.ETCD_START));
  }

  private List<String> apiServerCommand() {
    return stage
        .find(Deployment.class, "c-apiserver")
        .orElseThrow()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst()
        .getCommand();
  }

  private boolean nothingIsLeftOf(String member) {
    return stage.find(StatefulSet.class, member).isEmpty()
        && stage.find(PersistentVolumeClaim.class, member).isEmpty()
        && stage.find(ConfigMap.class, member).isEmpty()
        && stage.find(Secret.class, member).isEmpty();
  }
}
