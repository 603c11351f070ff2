package dev.nestling.kubectl.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.kubectl.management.Reading;
import dev.nestling.kubectl.text.Paint;
import java.util.List;
import org.junit.jupiter.api.Test;

class PictureTreeTest {
  @Test
  void whatIsNotAsItShouldBeStandsOut() {
    assertThat(tree(Pictures.of("unschedulable")))
        .isEqualTo(
            """
            LightCluster edge  NotReady  namespace team-a
            ├─ version v1.36.3
            ├─ endpoint https://10.96.1.2:6443
            ├─ conditions
            │  ├─ ! Ready=False Unschedulable: 0/1 nodes are available: 1 Insufficient memory.
            │  ├─ ! Available=False NotCreated: there is no server yet
            │  ├─ ~ Progressing=True Starting: the server is being started
            │  ├─ ~ EndpointReachable=Unknown NeverAsked: it was not asked yet
            │  └─ as they should be: KeysValid, Valid
            └─ control plane
               ├─ StatefulSet edge-server  0/1 ready
               │  └─ Pod edge-server-0  Unschedulable: 0/1 nodes are available: 1 Insufficient memory.
               ├─ PersistentVolumeClaim edge-data  Bound 1Gi
               └─ Service edge-api  ClusterIP 10.96.1.2 port 6443
            """);
  }

  @Test
  void aFullClusterHasEtcdAndItsNodes() {
    assertThat(tree(Pictures.of("full")))
        .isEqualTo(
            """
            FullCluster prod  Ready  namespace team-a
            ├─ version v1.36.3
            ├─ endpoint https://[2001:db8::7]:6443
            ├─ the operator has not looked at the last change of it yet
            ├─ conditions
            │  ├─ ! EtcdHealthy=False EtcdMemberUnhealthy: prod-etcd-2 does not answer
            │  ├─ ! UpToDate=False NewerTemplate: revision 4 is there
            │  └─ as they should be: Ready, Valid
            ├─ control plane
            │  ├─ StatefulSet prod-etcd-2  0/1 ready
            │  │  └─ Pod prod-etcd-2-0  CrashLoopBackOff: Error: no space left on device
            │  └─ Deployment prod-apiserver  2/2 ready
            ├─ etcd  2/3 members
            │  ├─ prod-etcd-0  Voter, leader, 20 MiB
            │  ├─ prod-etcd-1  Voter
            │  ├─ prod-etcd-2  Voter, unhealthy
            │  └─ alarm NOSPACE of prod-etcd-2
            └─ node pools
               └─ NodePool workers  FromPool  NotReady  nodes ready 1/2
                  ├─ ! Ready=False NodesPending: 1 of 2 nodes are there and ready
                  ├─ Node workers-0  Ready  v1.36.3
                  └─ Node workers-1  NotReady, takes no pods
            """);
  }

  @Test
  void aPoolIsATreeToo() {
    assertThat(tree(Pictures.of("shared")))
        .contains(
            "NodePool rack  NotReady  namespace platform\n",
            "├─ Machine rack-1  Ready\n",
            "└─ Machine rack-2  Pending  another key\n");
  }

  @Test
  void whatMayNotBeReadIsSaid() {
    Picture whole = Pictures.of("unschedulable");
    Picture poor =
        new Picture(
            whole.subject(),
            whole.workloads(),
            Reading.refused("you may not list pods here"),
            whole.pools(),
            whole.events());

    assertThat(tree(poor))
        .contains("StatefulSet edge-server  0/1 ready\n")
        .endsWith("└─ (you may not list pods here)\n")
        .doesNotContain("Pod edge-server-0");
  }

  @Test
  void coloursSurroundWordsAndNothingElse() {
    Picture picture = Pictures.of("full");
    List<String> painted = new PictureTree(picture, Paint.ANSI).root().lines();

    assertThat(painted).anyMatch(line -> line.contains("\u001b[1;31m! EtcdHealthy=False"));
    assertThat(String.join("\n", painted).replaceAll("\u001b\\[[0-9;]*m", "") + "\n")
        .isEqualTo(tree(picture));
  }

  private static String tree(Picture picture) {
    return String.join("\n", new PictureTree(picture, Paint.PLAIN).root().lines()) + "\n";
  }
}
