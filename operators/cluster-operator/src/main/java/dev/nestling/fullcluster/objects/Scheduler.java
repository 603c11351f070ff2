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

/** The schedulers: one leads, the others stand by. */
public final class Scheduler {
  private static final String USER = "system:kube-scheduler";
  private static final String DIR = "/etc/kubernetes/scheduler";
  private static final String PKI_DIR = "/etc/kubernetes/pki";
  private static final String CLIENT = "client";
  private static final int PORT = 10259;
  private static final long GRACE_SECONDS = 30;

  private Scheduler() {}

  public static List<LeafSecret.Leaf> leaves(Signer cluster) {
    return List.of(new LeafSecret.Leaf(CLIENT, CertificateRequest.client(USER), cluster));
  }

  public static Secret secret(FullClusterScope scope, Map<String, KeyPair> pairs) {
    return LeafSecret.build(
        scope.metadata(scope.names().scheduler(), Role.SCHEDULER),
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
            scope.names().scheduler(),
            Role.SCHEDULER,
            GRACE_SECONDS,
            List.of(container(scope, template)),
            List.of(
                Volumes.secret("kubeconfig", scope.names().scheduler()),
                Volumes.projected(
                    "pki",
                    Volumes.source(scope.names().clusterCa(), Map.of("tls.crt", "ca.crt")),
                    Volumes.source(
                        scope.names().frontProxyCa(), Map.of("tls.crt", "front-proxy-ca.crt"))),
                Volumes.emptyDir("tmp")),
            Map.of()),
        template);
  }

  private static Container container(FullClusterScope scope, WorkloadTemplate template) {
    var component = scope.spec().components().scheduler();
    Probes probes = new Probes("HTTPS", "probes");
    return new ContainerBuilder()
        .withName(Program.SCHEDULER.container())
        .withImage(template.image(Program.SCHEDULER.container()))
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
    return new Arguments("kube-scheduler")
        .add("authentication-kubeconfig", kubeconfig)
        .add("authorization-kubeconfig", kubeconfig)
        .add("client-ca-file", PKI_DIR + "/ca.crt")
        .add("kubeconfig", kubeconfig)
        .add("leader-elect", true)
        .add("requestheader-client-ca-file", PKI_DIR + "/front-proxy-ca.crt")
        .addAll(TypedFlags.ofEveryComponent(scope.common().security()))
        .addAll(scope.spec().components().scheduler().extraArgs())
        .list();
  }
}
