package dev.nestling.fullcluster.objects;

import dev.nestling.core.objects.LeafSecret;
import dev.nestling.core.objects.Role;
import dev.nestling.core.objects.Signer;
import dev.nestling.core.pki.KeyPair;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.Map;

/** A member's certificate, mounted in its own pod and nowhere else. */
public final class EtcdMemberSecret {
  private static final String NAME = "member";

  private EtcdMemberSecret() {}

  public static List<LeafSecret.Leaf> leaves(EtcdMember member, Signer etcd) {
    return List.of(new LeafSecret.Leaf(NAME, member.certificate(), etcd));
  }

  public static Secret build(
      FullClusterScope scope, EtcdMember member, Map<String, KeyPair> pairs) {
    return LeafSecret.build(scope.metadata(member.objectName(), Role.ETCD), pairs, Map.of());
  }
}
