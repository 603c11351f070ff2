package dev.nestling.lightcluster.objects;

import dev.nestling.core.objects.ApiServerService;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one container of the server's pod. The startup probe asks every second, because a cluster is
 * usable seconds after it was asked for, and for five minutes, because a slow disk is no failure.
 * Liveness does not look at the datastore: a restart repairs no database.
 */
final class ServerContainer {
  private static final int STARTUP_SECONDS = 300;
  private static final String READY = "/readyz";
  private static final String LIVE = "/livez?exclude=etcd";

  private ServerContainer() {}

  static Container build(LightClusterScope scope, ServerTemplate template) {
    return new ContainerBuilder()
        .withName(ServerTemplate.CONTAINER)
        .withImage(template.image())
        .withImagePullPolicy("IfNotPresent")
        .withArgs("server", "--config", ServerConfig.CONFIG_DIR + "/" + ServerConfig.FILE)
        .withEnv(environment(scope.spec().resources()))
        .addNewPort()
        .withName(ApiServerService.PORT_NAME)
        .withContainerPort(ApiServerService.PORT)
        .withProtocol("TCP")
        .endPort()
        .withResources(scope.spec().resources())
        .withStartupProbe(probe(READY, 1, STARTUP_SECONDS).build())
        .withReadinessProbe(probe(READY, 5, 3).build())
        .withLivenessProbe(probe(LIVE, 10, 6).build())
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .withVolumeMounts(ServerVolumes.mounts(scope))
        .build();
  }

  private static ProbeBuilder probe(String path, int periodSeconds, int failures) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withNewPort(ApiServerService.PORT_NAME)
        .withScheme("HTTPS")
        .endHttpGet()
        .withPeriodSeconds(periodSeconds)
        .withTimeoutSeconds(5)
        .withFailureThreshold(failures);
  }

  /**
   * Go's collector holds the server below nine tenths of its limit; GOGC=50 trades CPU for size.
   */
  private static List<EnvVar> environment(ResourceRequirements resources) {
    List<EnvVar> environment = new ArrayList<>();
    environment.add(new EnvVar("GOGC", "50", null));
    Optional.ofNullable(resources.getLimits())
        .map(limits -> limits.get("memory"))
        .map(ServerContainer::ninetyPercent)
        .ifPresent(limit -> environment.add(new EnvVar("GOMEMLIMIT", limit, null)));
    return environment;
  }

  private static String ninetyPercent(Quantity limit) {
    BigDecimal bytes = limit.getNumericalAmount().multiply(new BigDecimal("0.9"));
    return bytes.toBigInteger() + "B";
  }
}
