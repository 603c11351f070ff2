package dev.nestling.fullcluster.objects;

import dev.nestling.api.v1alpha1.EffectiveSecurity;
import dev.nestling.core.objects.ApiServerService;
import dev.nestling.core.objects.EncryptionSecret;
import dev.nestling.core.objects.LeafSecret;
import dev.nestling.core.objects.RestrictedPod;
import dev.nestling.core.objects.Role;
import dev.nestling.core.objects.ServingNames;
import dev.nestling.core.objects.Signer;
import dev.nestling.core.objects.TypedFlags;
import dev.nestling.core.objects.Volumes;
import dev.nestling.core.objects.WorkloadTemplate;
import dev.nestling.core.pki.CertificateRequest;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.plan.Labels;
import dev.nestling.core.references.SecurityFiles;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The API servers, all of which work. One that stops leaves the Service first, goes on answering
 * meanwhile, and sends clients of long connections away: a rolling change costs no request.
 */
public final class ApiServer {
  static final String PKI_DIR = "/etc/kubernetes/pki";

  private static final String ENCRYPTION_DIR = "/etc/kubernetes/encryption";
  private static final String CONFIG_DIR = "/etc/kubernetes/config";
  private static final String AUDIT_DIR = "/etc/kubernetes/audit";
  private static final String AUDIT_WEBHOOK = "kubeconfig";
  private static final TypedFlags.Files FILES =
      new TypedFlags.Files(
          CONFIG_DIR + "/" + SecurityFiles.AUDIT_POLICY, AUDIT_DIR + "/" + AUDIT_WEBHOOK);
  private static final String SERVING = "apiserver";
  private static final String KUBELET_CLIENT = "apiserver-kubelet-client";
  private static final String FRONT_PROXY_CLIENT = "front-proxy-client";
  private static final String ETCD_CLIENT = "apiserver-etcd-client";
  private static final String ETCD_SERVERS = "etcd-servers";

  /**
   * Endpoints and proxies have learned of the end within seconds. A client that goes on using its
   * connection is sent away by each of its requests with a chance of {@value #GOAWAY_CHANCE}: of
   * ten requests a second none is left after this time but in one case of a hundred and fifty.
   */
  private static final int SHUTDOWN_DELAY_SECONDS = 25;

  /** Of a server without another: nobody can be sent away. */
  private static final int SHUTDOWN_DELAY_SECONDS_ALONE = 5;

  /** The most that the API server takes. */
  private static final String GOAWAY_CHANCE = "0.02";

  /** The delay, and the time of the longest requests. */
  private static final long GRACE_SECONDS = 90;

  private static final String SERVING_HASH = "nestling.dev/konnectivity-certificate";

  /** The authorities that sign an API server's pairs. */
  public record Signers(Signer cluster, Signer frontProxy, Signer etcd) {}

  private ApiServer() {}

  public static List<LeafSecret.Leaf> leaves(ServingNames names, Signers signers) {
    return List.of(
        new LeafSecret.Leaf(
            SERVING,
            CertificateRequest.server("kube-apiserver", names.dnsNames(), names.addresses()),
            signers.cluster()),
        new LeafSecret.Leaf(
            KUBELET_CLIENT,
            CertificateRequest.client("kube-apiserver-kubelet-client"),
            signers.cluster()),
        new LeafSecret.Leaf(
            FRONT_PROXY_CLIENT,
            CertificateRequest.client("front-proxy-client"),
            signers.frontProxy()),
        new LeafSecret.Leaf(
            ETCD_CLIENT, CertificateRequest.client("kube-apiserver-etcd-client"), signers.etcd()));
  }

  public static Secret secret(FullClusterScope scope, Map<String, KeyPair> pairs) {
    return LeafSecret.build(
        scope.metadata(scope.names().apiServer(), Role.API_SERVER), pairs, Map.of());
  }

  /**
   * What is known only of a living cluster.
   *
   * @param address that the cluster's Service {@code kubernetes} leads to
   * @param tunnelCertificate of {@link Konnectivity#servingFingerprint}
   * @param configHash of {@link ApiServerConfigMap#hash}
   */
  public record Inputs(String address, String tunnelCertificate, String configHash) {}

  public static Deployment deployment(
      FullClusterScope scope, Inputs inputs, WorkloadTemplate template) {
    return ComponentDeployment.build(
        scope,
        new ComponentDeployment.Parts(
            scope.names().apiServer(),
            Role.API_SERVER,
            GRACE_SECONDS,
            List.of(container(scope, inputs.address(), template)),
            List.of(Konnectivity.container(scope, template)),
            volumes(scope),
            Map.of(
                Labels.CONFIG_HASH, inputs.configHash(), SERVING_HASH, inputs.tunnelCertificate())),
        template);
  }

  private static List<Volume> volumes(FullClusterScope scope) {
    var names = scope.names();
    List<Volume> volumes = new ArrayList<>();
    webhook(scope)
        .ifPresent(
            key ->
                volumes.add(
                    Volumes.secretKey(
                        "audit", key.object(), new KeyToPath(key.key(), null, AUDIT_WEBHOOK))));
    Collections.addAll(
        volumes,
        Volumes.configMap("config", names.apiServer()),
        Volumes.projected(
            "pki",
            Volumes.source(names.clusterCa(), Map.of("tls.crt", "ca.crt")),
            Volumes.source(names.frontProxyCa(), Map.of("tls.crt", "front-proxy-ca.crt")),
            Volumes.source(names.etcdCa(), Map.of("tls.crt", "etcd-ca.crt")),
            Volumes.source(
                names.serviceAccountKeys(), Map.of("tls.crt", "sa.pub", "tls.key", "sa.key")),
            Volumes.source(names.apiServer(), Map.of())),
        // The tunnel's server listens to nodes: of the keys it gets nothing but its own.
        Volumes.projected(
            "cluster-ca", Volumes.source(names.clusterCa(), Map.of("tls.crt", "ca.crt"))),
        Volumes.secret("encryption", names.encryption()),
        Volumes.secret("konnectivity", names.konnectivity()),
        Volumes.emptyDir("tunnel"),
        Volumes.emptyDir("tmp"));
    return volumes;
  }

  private static Optional<EffectiveSecurity.Key> webhook(FullClusterScope scope) {
    return scope.common().security().audit().flatMap(EffectiveSecurity.Auditing::webhook);
  }

  private static List<VolumeMount> mounts(FullClusterScope scope) {
    List<VolumeMount> mounts = new ArrayList<>();
    webhook(scope).ifPresent(key -> mounts.add(Volumes.readOnly("audit", AUDIT_DIR)));
    Collections.addAll(
        mounts,
        Volumes.readOnly("config", CONFIG_DIR),
        Volumes.readOnly("pki", PKI_DIR),
        Volumes.readOnly("encryption", ENCRYPTION_DIR),
        Volumes.writable("tunnel", Konnectivity.SOCKET_DIR),
        Volumes.writable("tmp", "/tmp"));
    return mounts;
  }

  private static Container container(
      FullClusterScope scope, String address, WorkloadTemplate template) {
    var component = scope.spec().components().apiServer();
    Probes probes = new Probes("HTTPS", ApiServerService.PORT_NAME);
    return new ContainerBuilder()
        .withName(Program.API_SERVER.container())
        .withImage(template.image(Program.API_SERVER.container()))
        .withImagePullPolicy("IfNotPresent")
        .withCommand(command(scope, address))
        .withEnv(RestrictedPod.goMemoryLimit(component.resources()).stream().toList())
        .addNewPort()
        .withName(ApiServerService.PORT_NAME)
        .withContainerPort(ApiServerService.PORT)
        .withProtocol("TCP")
        .endPort()
        .withResources(component.resources())
        .withStartupProbe(probes.startup("/livez?exclude=etcd"))
        .withReadinessProbe(probes.readiness("/readyz"))
        .withLivenessProbe(probes.liveness("/livez?exclude=etcd"))
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withSecurityContext(RestrictedPod.container())
        .withVolumeMounts(mounts(scope))
        .build();
  }

  private static List<String> command(FullClusterScope scope, String address) {
    Arguments arguments =
        new Arguments("kube-apiserver")
            .add("advertise-address", address)
            .add("allow-privileged", true)
            .add("authentication-config", CONFIG_DIR + "/" + ApiServerConfigMap.AUTHENTICATION)
            .add("authorization-mode", "Node,RBAC")
            .add("cert-dir", "/tmp")
            .add("client-ca-file", PKI_DIR + "/ca.crt")
            .add("egress-selector-config-file", CONFIG_DIR + "/" + ApiServerConfigMap.EGRESS)
            .add("enable-admission-plugins", "NodeRestriction")
            .add("enable-aggregator-routing", true)
            .add("enable-bootstrap-token-auth", true)
            .add("encryption-provider-config", ENCRYPTION_DIR + "/" + EncryptionSecret.FILE)
            .add("encryption-provider-config-automatic-reload", true)
            .add("endpoint-reconciler-type", "none");
    etcd(arguments, scope);
    identity(arguments, scope);
    return ending(arguments, scope)
        .addAll(TypedFlags.ofApiServer(scope.common().security(), FILES))
        .addAll(scope.spec().components().apiServer().extraArgs())
        .list();
  }

  /**
   * All members that are asked for, whether they are there yet or not: a learner or nobody at an
   * address is passed over, and only another size makes other flags.
   */
  private static void etcd(Arguments arguments, FullClusterScope scope) {
    arguments
        .add("etcd-cafile", PKI_DIR + "/etcd-ca.crt")
        .add("etcd-certfile", PKI_DIR + "/" + ETCD_CLIENT + ".crt")
        .add("etcd-keyfile", PKI_DIR + "/" + ETCD_CLIENT + ".key")
        .add(ETCD_SERVERS, memberUrls(scope));
  }

  private static String memberUrls(FullClusterScope scope) {
    return String.join(",", scope.wantedMembers().stream().map(EtcdMember::clientUrl).toList());
  }

  /** Whether existing API servers use exactly the members of etcd that are wanted. */
  public static boolean usesWantedMembers(Deployment existing, FullClusterScope scope) {
    String flag = "--" + ETCD_SERVERS + "=" + memberUrls(scope);
    return existing.getSpec().getTemplate().getSpec().getContainers().stream()
        .anyMatch(container -> container.getCommand().contains(flag));
  }

  private static void identity(Arguments arguments, FullClusterScope scope) {
    var network = scope.common().network();
    arguments
        .add("kubelet-client-certificate", PKI_DIR + "/" + KUBELET_CLIENT + ".crt")
        .add("kubelet-client-key", PKI_DIR + "/" + KUBELET_CLIENT + ".key")
        .add("kubelet-preferred-address-types", "InternalIP,ExternalIP,Hostname")
        .add("proxy-client-cert-file", PKI_DIR + "/" + FRONT_PROXY_CLIENT + ".crt")
        .add("proxy-client-key-file", PKI_DIR + "/" + FRONT_PROXY_CLIENT + ".key")
        .add("requestheader-allowed-names", "front-proxy-client")
        .add("requestheader-client-ca-file", PKI_DIR + "/front-proxy-ca.crt")
        .add("requestheader-extra-headers-prefix", "X-Remote-Extra-")
        .add("requestheader-group-headers", "X-Remote-Group")
        .add("requestheader-username-headers", "X-Remote-User")
        .add("secure-port", ApiServerService.PORT)
        .add("service-account-issuer", "https://kubernetes.default.svc." + network.dnsDomain())
        .add("service-account-key-file", PKI_DIR + "/sa.pub")
        .add("service-account-signing-key-file", PKI_DIR + "/sa.key")
        .add("service-cluster-ip-range", String.join(",", network.serviceCIDRs()))
        .add("tls-cert-file", PKI_DIR + "/" + SERVING + ".crt")
        .add("tls-private-key-file", PKI_DIR + "/" + SERVING + ".key");
  }

  /**
   * Clients of one server are sent to others now and then; with one there is no other. After the
   * delay the server takes leave of every connection that is left, and its client opens another.
   * With {@code shutdown-send-retry-after} it would keep them and refuse every request with 429
   * instead: a client that does not retry would see that.
   */
  private static Arguments ending(Arguments arguments, FullClusterScope scope) {
    if (scope.spec().replicas() == 1) {
      return arguments.add("shutdown-delay-duration", SHUTDOWN_DELAY_SECONDS_ALONE + "s");
    }
    return arguments
        .add("goaway-chance", GOAWAY_CHANCE)
        .add("shutdown-delay-duration", SHUTDOWN_DELAY_SECONDS + "s");
  }
}
