package dev.nestling.fullcluster.objects;

import dev.nestling.core.objects.Role;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;

/**
 * Gives etcd's members their host names, before they are ready: they find each other by them to get
 * ready.
 */
public final class EtcdService {
  private EtcdService() {}

  public static Service build(FullClusterScope scope) {
    return new ServiceBuilder()
        .withMetadata(scope.metadata(scope.names().etcdService(), Role.ETCD))
        .withNewSpec()
        .withType("ClusterIP")
        .withClusterIP("None")
        .withPublishNotReadyAddresses(true)
        .withSelector(scope.selector(Role.ETCD))
        .addNewPort()
        .withName("client")
        .withProtocol("TCP")
        .withPort(EtcdMember.CLIENT_PORT)
        .withNewTargetPort("client")
        .endPort()
        .addNewPort()
        .withName("peer")
        .withProtocol("TCP")
        .withPort(EtcdMember.PEER_PORT)
        .withNewTargetPort("peer")
        .endPort()
        .endSpec()
        .build();
  }
}
