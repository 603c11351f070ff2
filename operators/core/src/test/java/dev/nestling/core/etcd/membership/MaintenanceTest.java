package dev.nestling.core.etcd.membership;

import static dev.nestling.core.etcd.membership.Scene.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.etcd.Alarm;
import org.junit.jupiter.api.Test;

/** Defragmentation and alarms; the quota is 1024 MiB everywhere. */
class MaintenanceTest {

  @Test
  void aFileHalfFreeIsDefragmentedTheLeaderLast() {
    Scene scene = Scene.of(3).database(0, 300, 140).database(1, 300, 140).database(2, 300, 140);
    assertThat(scene.step()).isEqualTo(new Step.Defragment("m1"));
    assertThat(scene.database(1, 140, 140).step()).isEqualTo(new Step.Defragment("m2"));
    assertThat(scene.database(2, 140, 140).step()).isEqualTo(new Step.MoveLeader("m0", id(1)));
    assertThat(scene.leader(1).step()).isEqualTo(new Step.Defragment("m0"));
    assertThat(scene.database(0, 140, 140).step()).isEqualTo(new Step.Steady());
  }

  @Test
  void aSingleMemberIsDefragmentedToo() {
    assertThat(Scene.of(1).database(0, 300, 140).step()).isEqualTo(new Step.Defragment("m0"));
  }

  @Test
  void defragmentationHasToPay() {
    assertThat(Scene.of(3).database(1, 190, 91).step()).isEqualTo(new Step.Steady());
    assertThat(Scene.of(3).database(1, 300, 150).step()).isEqualTo(new Step.Steady());
    assertThat(Scene.of(3).database(1, 800, 600).step()).isEqualTo(new Step.Steady());
  }

  @Test
  void nearTheQuotaLessIsEnough() {
    assertThat(Scene.of(3).database(1, 820, 710).step()).isEqualTo(new Step.Defragment("m1"));
    assertThat(Scene.of(3).database(1, 820, 720).step()).isEqualTo(new Step.Steady());
  }

  @Test
  void nobodyIsDefragmentedBesideAnUnhealthyMember() {
    assertThat(Scene.of(3).database(1, 300, 140).silent(2).step()).isInstanceOf(Step.WaitFor.class);
    assertThat(Scene.of(3).database(1, 300, 140).behind(2, 1_001).step())
        .isInstanceOf(Step.WaitFor.class);
  }

  @Test
  void aFullDatabaseIsDefragmentedBeforeItsAlarmEnds() {
    Scene scene = Scene.of(3).alarm(2, Alarm.Type.NOSPACE).database(2, 1024, 900);
    assertThat(scene.reasons()).containsExactly(Problems.NO_SPACE);
    assertThat(scene.step()).isEqualTo(new Step.Defragment("m2"));
    assertThat(scene.database(2, 900, 900).step())
        .isEqualTo(new Step.Disarm(new Alarm(id(2), Alarm.Type.NOSPACE)));
  }

  @Test
  void anAlarmWhoseCauseLastsIsNotEnded() {
    Scene scene = Scene.of(3).alarm(2, Alarm.Type.NOSPACE).database(2, 1024, 1000);
    assertThat(scene.step()).isEqualTo(new Step.Steady());
    assertThat(scene.reasons()).containsExactly(Problems.NO_SPACE);
  }

  @Test
  void corruptDataIsForPeople() {
    Scene scene = Scene.of(3).alarm(1, Alarm.Type.CORRUPT).database(2, 300, 100);
    assertThat(scene.step()).isInstanceOf(Step.WaitFor.class);
    assertThat(scene.decide().problems().getFirst().message()).startsWith("the data of m1 differs");
  }
}
