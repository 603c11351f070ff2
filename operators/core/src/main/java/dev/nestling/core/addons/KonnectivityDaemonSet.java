package dev.nestling.core.addons;

import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.kubeadm.NestedMetadata;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HTTPGetActionBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One agent on every node, in the node's network, so that it works before the network of pods does.
 * It shows the tunnel's servers a token that nobody else takes; with another one it watches leases
 * of theirs, and can do nothing else: it dials as many servers as there are, so that a new one is
 * dialled while old ones still end.
 */
final class KonnectivityDaemonSet {
  private static final String AUDIENCE = "system:konnectivity-server";
  private static final long TOKEN_SECONDS = 3600;
  private static final String IDENTITY = "identity";
  private static final String IDENTITY_DIR = "/var/run/secrets/kubernetes.io/serviceaccount";
  private static final String PASS = "pass";
  private static final String PASS_DIR = "/var/run/secrets/konnectivity";
  private static final String LOOPBACK = "127.0.0.1";
  private static final int HEALTH_PORT = 8134;

  /** The agent takes no 0; it listens on the loopback and says nothing but metrics. */
  private static final int ADMIN_PORT = 8133;

  /**
   * The agent never ends at the first signal: it tells the server to prefer others, and is killed
   * when this is over.
   */
  private static final long GRACE_SECONDS = 5;

  private KonnectivityDaemonSet() {}

  static DaemonSet build(String image, KonnectivityAgent.Server server, NestedFacts facts) {
    return new DaemonSetBuilder()
        .withMetadata(Pods.metadata(KonnectivityAgent.NAME, KonnectivityAgent.NAME))
        .withNewSpec()
        .withNewSelector()
        .withMatchLabels(Pods.selector(KonnectivityAgent.NAME))
        .endSelector()
        .withNewTemplate()
        .withMetadata(Pods.templateMetadata(KonnectivityAgent.NAME, Map.of()))
        .withSpec(pod(container(image, server, facts)))
        .endTemplate()
        .endSpec()
        .build();
  }

  private static PodSpec pod(Container container) {
    return new PodSpecBuilder()
        .withServiceAccountName(KonnectivityAgent.NAME)
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withPriorityClassName("system-cluster-critical")
        .withHostNetwork(true)
        .withDnsPolicy("Default")
        .withTerminationGracePeriodSeconds(GRACE_SECONDS)
        .withNodeSelector(Pods.LINUX)
        .withTolerations(Pods.everyTaint())
        .withSecurityContext(Pods.nonroot())
        .withContainers(container)
        .withVolumes(identity(), pass())
        .build();
  }

  /** For the tunnel alone. */
  private static Volume pass() {
    return new VolumeBuilder()
        .withName(PASS)
        .withNewProjected()
        .addNewSource()
        .withNewServiceAccountToken()
        .withAudience(AUDIENCE)
        .withExpirationSeconds(TOKEN_SECONDS)
        .withPath("token")
        .endServiceAccountToken()
        .endSource()
        .endProjected()
        .build();
  }

  /** Where a pod usually has both. */
  private static Volume identity() {
    return new VolumeBuilder()
        .withName(IDENTITY)
        .withNewProjected()
        .addNewSource()
        .withNewServiceAccountToken()
        .withExpirationSeconds(TOKEN_SECONDS)
        .withPath("token")
        .endServiceAccountToken()
        .endSource()
        .addNewSource()
        .withNewConfigMap()
        .withName("kube-root-ca.crt")
        .addNewItem()
        .withKey("ca.crt")
        .withPath("ca.crt")
        .endItem()
        .endConfigMap()
        .endSource()
        .endProjected()
        .build();
  }

  private static Container container(
      String image, KonnectivityAgent.Server server, NestedFacts facts) {
    return new ContainerBuilder()
        .withName(KonnectivityAgent.NAME)
        .withImage(image)
        .withImagePullPolicy("IfNotPresent")
        .withArgs(arguments(server, facts))
        .withEnv(Pods.environment(facts, Pods.NODE_NAME, Pods.field("HOST_IP", "status.hostIP")))
        .withNewResources()
        .addToRequests("cpu", new Quantity("10m"))
        .addToRequests("memory", new Quantity("40Mi"))
        .endResources()
        .withLivenessProbe(Pods.probe(get("/healthz"), 10, 6))
        .withReadinessProbe(Pods.probe(get("/readyz"), 5, 3))
        .withSecurityContext(Pods.confined())
        .addNewVolumeMount()
        .withName(IDENTITY)
        .withMountPath(IDENTITY_DIR)
        .withReadOnly(true)
        .endVolumeMount()
        .addNewVolumeMount()
        .withName(PASS)
        .withMountPath(PASS_DIR)
        .withReadOnly(true)
        .endVolumeMount()
        .build();
  }

  /**
   * Half a minute instead of the default hour until a dead connection is noticed. The identifiers
   * are what the server chooses an agent by: connections to a node go through that node.
   */
  private static List<String> arguments(KonnectivityAgent.Server server, NestedFacts facts) {
    String family = facts.network().prefersV6() ? "ipv6" : "ipv4";
    List<String> arguments = new ArrayList<>();
    arguments.add("--proxy-server-host=" + server.host());
    arguments.add("--proxy-server-port=" + server.port());
    arguments.add("--ca-cert=" + IDENTITY_DIR + "/ca.crt");
    arguments.add("--service-account-token-path=" + PASS_DIR + "/token");
    if (server.leased()) {
      arguments.add("--count-server-leases");
      arguments.add("--lease-namespace=" + NestedMetadata.TUNNEL);
    }
    arguments.addAll(
        List.of(
            "--agent-identifiers=" + family + "=$(HOST_IP)&host=$(NODE_NAME)",
            "--keepalive-time=30s",
            "--sync-interval=500ms",
            "--sync-interval-cap=2s",
            "--health-server-host=" + LOOPBACK,
            "--health-server-port=" + HEALTH_PORT,
            "--admin-bind-address=" + LOOPBACK,
            "--admin-server-port=" + ADMIN_PORT,
            "--v=1"));
    return arguments;
  }

  private static HTTPGetActionBuilder get(String path) {
    return new HTTPGetActionBuilder().withHost(LOOPBACK).withPath(path).withNewPort(HEALTH_PORT);
  }
}
