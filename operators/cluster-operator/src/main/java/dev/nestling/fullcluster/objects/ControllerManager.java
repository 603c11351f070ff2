package dev.nestling.fullcluster.objects;

import dev.nestling.core.objects.LeafSecret;
import dev.nestling.core.objects.Role;
import dev.nestling.core.objects.Signer;
import dev.nestling.core.objects.Volumes;
import dev.nestling.core.objects.WorkloadTemplate;
import dev.nestling.core.pki.KeyPair;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;

/** The controller managers. They sign certificates of nodes and tokens of service accounts. */
public final class ControllerManager {
  private static final StandbyComponent COMPONENT =
      new StandbyComponent(
          Program.CONTROLLER_MANAGER,
          Role.CONTROLLER_MANAGER,
          "system:kube-controller-manager",
          10257);

  private ControllerManager() {}

  public static List<LeafSecret.Leaf> leaves(Signer cluster) {
    return COMPONENT.leaves(cluster);
  }

  public static Secret secret(FullClusterScope scope, Map<String, KeyPair> pairs) {
    return COMPONENT.secret(scope, scope.names().controllerManager(), pairs);
  }

  public static Deployment deployment(FullClusterScope scope, WorkloadTemplate template) {
    return COMPONENT.deployment(
        scope,
        new StandbyComponent.Parts(
            scope.names().controllerManager(),
            scope.spec().components().controllerManager(),
            pki(scope),
            flags(scope)),
        template);
  }

  private static Volume pki(FullClusterScope scope) {
    var names = scope.names();
    return Volumes.projected(
        "pki",
        Volumes.source(names.clusterCa(), Map.of("tls.crt", "ca.crt", "tls.key", "ca.key")),
        Volumes.source(names.frontProxyCa(), Map.of("tls.crt", "front-proxy-ca.crt")),
        Volumes.source(names.serviceAccountKeys(), Map.of("tls.key", "sa.key")));
  }

  private static Arguments flags(FullClusterScope scope) {
    String pki = StandbyComponent.PKI_DIR;
    var network = scope.common().network();
    return new Arguments("kube-controller-manager")
        .add("allocate-node-cidrs", true)
        .add("cluster-cidr", String.join(",", network.podCIDRs()))
        .add("cluster-name", scope.names().cluster())
        .add("cluster-signing-cert-file", pki + "/ca.crt")
        .add("cluster-signing-key-file", pki + "/ca.key")
        .add("controllers", "*,bootstrap-signer-controller,token-cleaner-controller")
        .add("root-ca-file", pki + "/ca.crt")
        .add("service-account-private-key-file", pki + "/sa.key")
        .add("service-cluster-ip-range", String.join(",", network.serviceCIDRs()))
        .add("use-service-account-credentials", true);
  }
}
