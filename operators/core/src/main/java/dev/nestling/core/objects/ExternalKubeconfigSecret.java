package dev.nestling.core.objects;

import dev.nestling.core.kubeconfig.Kubeconfig;
import dev.nestling.core.pki.KeyPair;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Optional;

/** The kubeconfig for use from outside the management cluster: at the published address. */
public final class ExternalKubeconfigSecret {
  private ExternalKubeconfigSecret() {}

  public static Secret build(
      ClusterScope scope, PublishedEndpoint endpoint, String caPem, KeyPair credentials) {
    return AdminKubeconfig.build(
        scope,
        scope.names().kubeconfig(),
        new Kubeconfig.Server(endpoint.url(), caPem, Optional.empty()),
        credentials);
  }
}
