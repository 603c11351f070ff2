package dev.nestling.core.cluster;

import dev.nestling.core.apply.ObjectSet;
import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.objects.AdminKubeconfig;
import dev.nestling.core.objects.ClusterScope;
import dev.nestling.core.objects.PublishedEndpoint;
import dev.nestling.core.objects.SecretData;
import dev.nestling.core.pki.KeyPair;
import java.util.Optional;

/** What nodes have to know of a cluster, read from the objects of its control plane. */
public final class JoiningFacts {
  private JoiningFacts() {}

  /** Empty while it is not known where nodes reach the API. */
  public static Optional<NestedFacts> of(ClusterScope scope, ObjectSet own) {
    Optional<KeyPair> authority =
        own.secret(scope.names().clusterCa()).flatMap(SecretData::authority);
    Optional<PublishedEndpoint> published =
        own.secret(scope.names().kubeconfig()).flatMap(AdminKubeconfig::endpoint);
    var network = scope.common().network();
    return authority.flatMap(
        ca ->
            published.map(
                endpoint ->
                    new NestedFacts(
                        scope.names().cluster(),
                        scope.common().version(),
                        ca.certificatePem(),
                        endpoint.url(),
                        new NestedFacts.Network(
                            network.podCIDRs(), network.serviceCIDRs(), network.dnsDomain()))));
  }
}
