package dev.nestling.fullcluster.objects;

import dev.nestling.core.objects.LeafSecret;
import dev.nestling.core.objects.RestrictedPod;
import dev.nestling.core.objects.Role;
import dev.nestling.core.objects.Signer;
import dev.nestling.core.objects.TypedFlags;
import dev.nestling.core.objects.Volumes;
import dev.nestling.core.objects.WorkloadTemplate;
import dev.nestling.core.pki.CertificateRequest;
import dev.nestling.core.pki.KeyPair;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;

/** The controller managers: one leads, the others stand by. */
public final class ControllerManager {
  private static final String USER = "system:kube-controller-manager";
  private static final String DIR = "/etc/kubernetes/controller-manager";
  private static final String PKI_DIR = "/etc/kubernetes/pki";
  private static final String CLIENT = "client";
  private static final int PORT = 10257;
  private static final long GRACE_SECONDS = 30;

  private ControllerManager() {}

  public static List<LeafSecret.Leaf> leaves(Signer cluster) {
    return List.of(new LeafSecret.Leaf(CLIENT, CertificateRequest.client(USER), cluster));
  }

  public static Secret secret(FullClusterScope scope, Map<String, KeyPair> pairs) {
    return LeafSecret.build(
        scope.metadata(scope.names().controllerManager(), Role.CONTROLLER_MANAGER),
        pairs,
        Map.of(
            ComponentKubeconfig.FILE,
            new ComponentKubeconfig(USER, ComponentKubeconfig.atService(scope), DIR + "/" + CLIENT)
                .yaml()));
  }

  public static Deployment deployment(FullClusterScope scope, WorkloadTemplate template) {
    return ComponentDeployment.build(
        scope,
        new ComponentDeployment.Parts(
            scope.names().controllerManager(),
            Role.CONTROLLER_MANAGER,
            GRACE_SECONDS,
            List.of(container(scope, template)),
            List.of(
                Volumes.secret("kubeconfig", scope.names().controllerManager()),
                Volumes.projected(
                    "pki",
                    Volumes.source(
                        scope.names().clusterCa(),
                        Map.of("tls.crt", "ca.crt", "tls.key", "ca.key")),
                    Volumes.source(
                        scope.names().frontProxyCa(), Map.of("tls.crt", "front-proxy-ca.crt")),
                    Volumes.source(
                        scope.names().serviceAccountKeys(), Map.of("tls.key", "sa.key"))),
                Volumes.emptyDir("tmp")),
            Map.of()),
        template);
  }

  private static Container container(FullClusterScope scope, WorkloadTemplate template) {
    var component = scope.spec().components().controllerManager();
    Probes probes = new Probes("HTTPS", "probes");
    return new ContainerBuilder()
        .withName(Program.CONTROLLER_MANAGER.container())
        .withImage(template.image(Program.CONTROLLER_MANAGER.container()))
        .withImagePullPolicy("IfNotPresent")
        .withCommand(command(scope))
        .withEnv(RestrictedPod.goMemoryLimit(component.resources()).stream().toList())
        .addNewPort()
        .withName("probes")
        .withContainerPort(PORT)
        .withProtocol("TCP")
        .endPort()
        .withResources(component.resources())
        .withStartupProbe(probes.startup("/healthz"))
        .withLivenessProbe(probes.liveness("/healthz"))
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withSecurityContext(RestrictedPod.container())
        .withVolumeMounts(
            Volumes.readOnly("kubeconfig", DIR),
            Volumes.readOnly("pki", PKI_DIR),
            Volumes.writable("tmp", "/tmp"))
        .build();
  }

  private static List<String> command(FullClusterScope scope) {
    String kubeconfig = DIR + "/" + ComponentKubeconfig.FILE;
    var network = scope.common().network();
    return new Arguments("kube-controller-manager")
        .add("allocate-node-cidrs", true)
        .add("authentication-kubeconfig", kubeconfig)
        .add("authorization-kubeconfig", kubeconfig)
        .add("client-ca-file", PKI_DIR + "/ca.crt")
        .add("cluster-cidr", String.join(",", network.podCIDRs()))
        .add("cluster-name", scope.names().cluster())
        .add("cluster-signing-cert-file", PKI_DIR + "/ca.crt")
        .add("cluster-signing-key-file", PKI_DIR + "/ca.key")
        .add("controllers", "*,bootstrap-signer-controller,token-cleaner-controller")
        .add("kubeconfig", kubeconfig)
        .add("leader-elect", true)
        .add("requestheader-client-ca-file", PKI_DIR + "/front-proxy-ca.crt")
        .add("root-ca-file", PKI_DIR + "/ca.crt")
        .add("service-account-private-key-file", PKI_DIR + "/sa.key")
        .add("service-cluster-ip-range", String.join(",", network.serviceCIDRs()))
        .add("use-service-account-credentials", true)
        .addAll(TypedFlags.ofEveryComponent(scope.common().security()))
        .addAll(scope.spec().components().controllerManager().extraArgs())
        .list();
  }
}
