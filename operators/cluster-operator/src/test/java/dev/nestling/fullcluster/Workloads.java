package dev.nestling.fullcluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.time.Instant;

/** What controllers say of workloads, and the pods that they make. */
final class Workloads {
  private static final String REVISION = "controller-revision-hash";

  private Workloads() {}

  static boolean runs(StatefulSet set) {
    return set.getSpec().getReplicas() > 0;
  }

  static StatefulSet settled(StatefulSet set) {
    return new StatefulSetBuilder(set)
        .editMetadata()
        .withGeneration(1L)
        .endMetadata()
        .withNewStatus()
        .withObservedGeneration(1L)
        .withReplicas(set.getSpec().getReplicas())
        .withUpdateRevision(revision(set))
        .endStatus()
        .build();
  }

  private static String revision(StatefulSet set) {
    return Integer.toHexString(set.getSpec().getTemplate().hashCode());
  }

  static Deployment settled(Deployment deployment, boolean ready) {
    int replicas = deployment.getSpec().getReplicas();
    return new DeploymentBuilder(deployment)
        .editMetadata()
        .withGeneration(1L)
        .endMetadata()
        .withNewStatus()
        .withObservedGeneration(1L)
        .withReplicas(replicas)
        .withUpdatedReplicas(replicas)
        .withReadyReplicas(ready ? replicas : 0)
        .endStatus()
        .build();
  }

  /** Of the StatefulSet's present template; its status is told when it is looked at. */
  static Pod pod(StatefulSet set, String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(set.getMetadata().getNamespace())
        .withLabels(set.getSpec().getTemplate().getMetadata().getLabels())
        .addToLabels(REVISION, revision(set))
        .addNewOwnerReference()
        .withKind("StatefulSet")
        .withName(set.getMetadata().getName())
        .withUid(set.getMetadata().getUid())
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .build();
  }

  /** A pod that waits for a node. */
  static Pod pending(Pod pod, Instant since) {
    return new PodBuilder(pod)
        .withNewStatus()
        .addNewCondition()
        .withType("PodScheduled")
        .withStatus("False")
        .withMessage("0/3 nodes are available")
        .endCondition()
        .addNewCondition()
        .withType("Ready")
        .withStatus("False")
        .withLastTransitionTime(since.toString())
        .endCondition()
        .endStatus()
        .build();
  }

  /**
   * A pod on a node.
   *
   * @param lastWords of a container that has ended, or nothing
   */
  static Pod running(Pod pod, boolean ready, Instant since, String lastWords) {
    String ordinal = pod.getMetadata().getName().replaceAll(".*-(\\d+)-0$", "$1");
    PodBuilder said =
        new PodBuilder(pod)
            .withNewSpec()
            .withNodeName("node-1")
            .endSpec()
            .withNewStatus()
            .withPodIP("10.244.1." + ordinal)
            .addNewCondition()
            .withType("Ready")
            .withStatus(ready ? "True" : "False")
            .withLastTransitionTime(since.toString())
            .endCondition()
            .endStatus();
    if (!lastWords.isEmpty()) {
      said.editStatus()
          .addNewContainerStatus()
          .withName("etcd")
          .withReady(false)
          .withNewLastState()
          .withNewTerminated()
          .withExitCode(1)
          .withMessage(lastWords)
          .endTerminated()
          .endLastState()
          .endContainerStatus()
          .endStatus();
    }
    return said.build();
  }
}
