package dev.nestling.core.cluster;

import dev.nestling.core.apply.ObjectSet;
import dev.nestling.core.nested.NestedTarget;
import dev.nestling.core.objects.ApiServerService;
import dev.nestling.core.objects.ClusterScope;
import dev.nestling.core.objects.PublishedEndpoint;
import dev.nestling.core.objects.SecretData;
import dev.nestling.core.pki.KeyPair;
import io.fabric8.kubernetes.api.model.Service;
import java.net.URI;
import java.util.Optional;

/** Where an operator reaches the API of a cluster: at its Service in the management cluster. */
public final class ApiAtService {
  private ApiAtService() {}

  /** By address, so that the operator needs no DNS. Empty while there is none. */
  public static Optional<URI> url(ClusterScope scope, ObjectSet own) {
    return own.find(Service.class, scope.names().api())
        .flatMap(service -> Endpoints.clusterIps(service).stream().findFirst())
        .map(ip -> URI.create(new PublishedEndpoint(ip, ApiServerService.PORT).url()));
  }

  /** With the operator's own credentials; empty, too, while they can't be made. */
  public static Optional<NestedTarget> asOperator(
      ClusterScope scope, ObjectSet own, OperatorCredentials credentials) {
    Optional<KeyPair> authority =
        own.secret(scope.names().clusterCa()).flatMap(SecretData::authority);
    return url(scope, own)
        .flatMap(
            url ->
                authority.flatMap(
                    ca ->
                        credentials
                            .ofApi(ca)
                            .map(
                                client ->
                                    new NestedTarget(
                                        url,
                                        ca.certificatePem(),
                                        client,
                                        Optional.of(scope.serviceHost())))));
  }
}
