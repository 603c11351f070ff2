package dev.nestling.core.objects;

import dev.nestling.core.kubeconfig.Kubeconfig;
import dev.nestling.core.pki.KeyPair;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Optional;

/** The kubeconfig for pods of the management cluster: at the Service's name. */
public final class InternalKubeconfigSecret {
  private InternalKubeconfigSecret() {}

  public static Secret build(ClusterScope scope, String caPem, KeyPair credentials) {
    String url = new PublishedEndpoint(scope.serviceHost(), ApiServerService.PORT).url();
    return AdminKubeconfig.build(
        scope,
        scope.names().kubeconfigInternal(),
        new Kubeconfig.Server(url, caPem, Optional.empty()),
        credentials);
  }
}
