package dev.nestling.fullcluster.objects;

import dev.nestling.api.v1alpha1.EffectiveFullClusterSpec;
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
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;

/**
 * A component of which one pod leads and the others stand by: a client of the API with a kubeconfig
 * of its own.
 *
 * @param program what it runs
 * @param role of its pods
 * @param user that it is to the API
 * @param port where its health is asked
 */
record StandbyComponent(Program program, Role role, String user, int port) {
  static final String PKI_DIR = "/etc/kubernetes/pki";
  private static final String CLIENT = "client";
  private static final long GRACE_SECONDS = 30;

  /**
   * What differs in a cluster.
   *
   * @param name of the Deployment and of the Secret
   * @param pki the authorities and keys that it may have
   * @param flags of its own
   */
  record Parts(
      String name, EffectiveFullClusterSpec.Component component, Volume pki, Arguments flags) {}

  List<LeafSecret.Leaf> leaves(Signer cluster) {
    return List.of(new LeafSecret.Leaf(CLIENT, CertificateRequest.client(user), cluster));
  }

  Secret secret(FullClusterScope scope, String name, Map<String, KeyPair> pairs) {
    return LeafSecret.build(
        scope.metadata(name, role),
        pairs,
        Map.of(
            ComponentKubeconfig.FILE,
            new ComponentKubeconfig(
                    user, ComponentKubeconfig.atService(scope), directory() + "/" + CLIENT)
                .yaml()));
  }

  Deployment deployment(FullClusterScope scope, Parts parts, WorkloadTemplate template) {
    return ComponentDeployment.build(
        scope,
        new ComponentDeployment.Parts(
            parts.name(),
            role,
            GRACE_SECONDS,
            List.of(container(scope, parts, template)),
            List.of(),
            List.of(
                Volumes.secret("kubeconfig", parts.name()), parts.pki(), Volumes.emptyDir("tmp")),
            Map.of()),
        template);
  }

  private Container container(FullClusterScope scope, Parts parts, WorkloadTemplate template) {
    Probes probes = new Probes("HTTPS", "probes");
    var resources = parts.component().resources();
    return new ContainerBuilder()
        .withName(program.container())
        .withImage(template.image(program.container()))
        .withImagePullPolicy("IfNotPresent")
        .withCommand(command(scope, parts))
        .withEnv(RestrictedPod.goMemoryLimit(resources).stream().toList())
        .addNewPort()
        .withName("probes")
        .withContainerPort(port)
        .withProtocol("TCP")
        .endPort()
        .withResources(resources)
        .withStartupProbe(probes.startup("/healthz"))
        .withLivenessProbe(probes.liveness("/healthz"))
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withSecurityContext(RestrictedPod.container())
        .withVolumeMounts(
            Volumes.readOnly("kubeconfig", directory()),
            Volumes.readOnly("pki", PKI_DIR),
            Volumes.writable("tmp", "/tmp"))
        .build();
  }

  private List<String> command(FullClusterScope scope, Parts parts) {
    String kubeconfig = directory() + "/" + ComponentKubeconfig.FILE;
    return parts
        .flags()
        .add("authentication-kubeconfig", kubeconfig)
        .add("authorization-kubeconfig", kubeconfig)
        .add("client-ca-file", PKI_DIR + "/ca.crt")
        .add("kubeconfig", kubeconfig)
        .add("leader-elect", true)
        .add("requestheader-client-ca-file", PKI_DIR + "/front-proxy-ca.crt")
        .addAll(TypedFlags.ofEveryComponent(scope.common().security()))
        .addAll(parts.component().extraArgs())
        .list();
  }

  private String directory() {
    return "/etc/kubernetes/" + role.component();
  }
}
