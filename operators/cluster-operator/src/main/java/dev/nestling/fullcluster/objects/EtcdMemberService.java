package dev.nestling.fullcluster.objects;

import dev.nestling.core.objects.Role;
import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A member's address. It is a Service with an address of its own, so that the name is known before
 * the member runs and stays right when its pod is replaced: a name that leads to pods would be
 * unknown until they run, which name servers remember for half a minute, and outdated after a
 * restart for as long. It leads to a member before that is ready: members find each other by it to
 * get ready.
 */
public final class EtcdMemberService {
  private EtcdMemberService() {}

  public static Service build(FullClusterScope scope, EtcdMember member) {
    Map<String, String> selector = new LinkedHashMap<>(scope.selector(Role.ETCD));
    selector.put(Labels.MEMBER, Integer.toString(member.ordinal()));
    return new ServiceBuilder()
        .withMetadata(scope.metadata(member.objectName(), Role.ETCD))
        .withNewSpec()
        .withType("ClusterIP")
        .withPublishNotReadyAddresses(true)
        .withSelector(selector)
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
