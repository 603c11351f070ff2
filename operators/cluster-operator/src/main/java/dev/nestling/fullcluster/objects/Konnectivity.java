package dev.nestling.fullcluster.objects;

import dev.nestling.core.kubeadm.NestedMetadata;
import dev.nestling.core.objects.ApiServerService;
import dev.nestling.core.objects.LeafSecret;
import dev.nestling.core.objects.RestrictedPod;
import dev.nestling.core.objects.Role;
import dev.nestling.core.objects.ServingNames;
import dev.nestling.core.objects.Signer;
import dev.nestling.core.objects.Volumes;
import dev.nestling.core.objects.WorkloadTemplate;
import dev.nestling.core.pki.CertificateRequest;
import dev.nestling.core.pki.Fingerprint;
import dev.nestling.core.pki.KeyPair;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tunnel's server beside each API server: nodes dial it, and the API server reaches kubelets,
 * pods and Services through it. Agents prove themselves by a service-account token of their own,
 * never by a node's certificate, with which a node could claim another node's address.
 */
public final class Konnectivity {
  public static final int AGENT_PORT = 8132;
  public static final String AUDIENCE = "system:konnectivity-server";
  static final String SOCKET_DIR = "/run/konnectivity";
  static final String SOCKET = SOCKET_DIR + "/server.sock";

  private static final String PORT_NAME = "konnectivity";
  private static final int HEALTH_PORT = 8134;
  private static final String DIR = "/etc/kubernetes/konnectivity";
  private static final String SERVER = "server";
  private static final String CLIENT = "client";

  /** What each server of the tunnel has. */
  public static final ResourceRequirements RESOURCES =
      new ResourceRequirementsBuilder()
          .addToRequests("cpu", new Quantity("10m"))
          .addToRequests("memory", new Quantity("32Mi"))
          .addToLimits("memory", new Quantity("256Mi"))
          .build();

  private Konnectivity() {}

  public static List<LeafSecret.Leaf> leaves(ServingNames names, Signer cluster) {
    return List.of(
        new LeafSecret.Leaf(
            SERVER,
            CertificateRequest.server("konnectivity-server", names.dnsNames(), names.addresses()),
            cluster),
        new LeafSecret.Leaf(CLIENT, CertificateRequest.client(AUDIENCE), cluster));
  }

  public static Secret secret(FullClusterScope scope, Map<String, KeyPair> pairs) {
    return LeafSecret.build(
        scope.metadata(scope.names().konnectivity(), Role.API_SERVER),
        pairs,
        Map.of(
            ComponentKubeconfig.FILE,
            new ComponentKubeconfig(
                    AUDIENCE, "https://localhost:" + ApiServerService.PORT, DIR + "/" + CLIENT)
                .yaml()));
  }

  /** Changes with the serving pair: the tunnel's server reads it only when it starts. */
  public static String servingFingerprint(Map<String, KeyPair> pairs) {
    return Optional.ofNullable(pairs.get(SERVER))
        .map(pair -> Fingerprint.sha256(pair.certificatePem()))
        .orElse("");
  }

  public static ServicePort servicePort() {
    return new ServicePortBuilder()
        .withName(PORT_NAME)
        .withProtocol("TCP")
        .withPort(AGENT_PORT)
        // By number: older Kubernetes does not look for names in containers that run beside others.
        .withNewTargetPort(AGENT_PORT)
        .build();
  }

  /** An API server that ends uses the tunnel to its last request, so it ends after that. */
  static Container container(FullClusterScope scope, WorkloadTemplate template) {
    Probes probes = new Probes("HTTP", "tunnel-health");
    return new ContainerBuilder()
        .withName(Program.KONNECTIVITY_SERVER.container())
        .withImage(template.image(Program.KONNECTIVITY_SERVER.container()))
        .withImagePullPolicy("IfNotPresent")
        .withRestartPolicy("Always")
        .withCommand(command(scope))
        .withEnv(
            new EnvVarBuilder()
                .withName("POD_NAME")
                .withNewValueFrom()
                .withNewFieldRef()
                .withApiVersion("v1")
                .withFieldPath("metadata.name")
                .endFieldRef()
                .endValueFrom()
                .build())
        .addNewPort()
        .withName(PORT_NAME)
        .withContainerPort(AGENT_PORT)
        .withProtocol("TCP")
        .endPort()
        .addNewPort()
        .withName("tunnel-health")
        .withContainerPort(HEALTH_PORT)
        .withProtocol("TCP")
        .endPort()
        .withResources(RESOURCES)
        .withLivenessProbe(probes.liveness("/healthz"))
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withSecurityContext(RestrictedPod.container())
        .withVolumeMounts(
            Volumes.readOnly("konnectivity", DIR),
            Volumes.readOnly("cluster-ca", ApiServer.PKI_DIR),
            Volumes.writable("tunnel", SOCKET_DIR))
        .build();
  }

  /**
   * Agents go by the leases of the servers; the count is for agents that don't know of them. The
   * default keep-alive of an hour would leave dead tunnels open for as long.
   */
  private static List<String> command(FullClusterScope scope) {
    return new Arguments("/proxy-server")
        .add("uds-name", SOCKET)
        .add("delete-existing-uds-file", true)
        .add("server-port", 0)
        .add("mode", "grpc")
        .add("agent-port", AGENT_PORT)
        .add("admin-port", 8133)
        .add("health-port", HEALTH_PORT)
        .add("cluster-cert", DIR + "/" + SERVER + ".crt")
        .add("cluster-key", DIR + "/" + SERVER + ".key")
        .add("server-id", "$(POD_NAME)")
        .add("server-count", scope.spec().replicas())
        .add("enable-lease-controller", true)
        .add("lease-namespace", NestedMetadata.TUNNEL)
        .add("proxy-strategies", "destHost,default")
        .add("agent-namespace", "kube-system")
        .add("agent-service-account", "konnectivity-agent")
        .add("authentication-audience", AUDIENCE)
        .add("kubeconfig", DIR + "/" + ComponentKubeconfig.FILE)
        .add("keepalive-time", "30s")
        .add("frontend-keepalive-time", "30s")
        .list();
  }
}
