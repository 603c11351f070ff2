package dev.nestling.fullcluster.objects;

import dev.nestling.core.objects.LeafSecret;
import dev.nestling.core.objects.Role;
import dev.nestling.core.objects.Signer;
import dev.nestling.core.objects.Volumes;
import dev.nestling.core.objects.WorkloadTemplate;
import dev.nestling.core.pki.KeyPair;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;

/** The schedulers. */
public final class Scheduler {
  private static final StandbyComponent COMPONENT =
      new StandbyComponent(Program.SCHEDULER, Role.SCHEDULER, "system:kube-scheduler", 10259);

  private Scheduler() {}

  public static List<LeafSecret.Leaf> leaves(Signer cluster) {
    return COMPONENT.leaves(cluster);
  }

  public static Secret secret(FullClusterScope scope, Map<String, KeyPair> pairs) {
    return COMPONENT.secret(scope, scope.names().scheduler(), pairs);
  }

  public static Deployment deployment(FullClusterScope scope, WorkloadTemplate template) {
    var names = scope.names();
    return COMPONENT.deployment(
        scope,
        new StandbyComponent.Parts(
            names.scheduler(),
            scope.spec().components().scheduler(),
            Volumes.projected(
                "pki",
                Volumes.source(names.clusterCa(), Map.of("tls.crt", "ca.crt")),
                Volumes.source(names.frontProxyCa(), Map.of("tls.crt", "front-proxy-ca.crt"))),
            new Arguments("kube-scheduler")),
        template);
  }
}
