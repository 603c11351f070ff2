package dev.nestling.fullcluster.objects;

import dev.nestling.core.etcd.membership.Founding;
import dev.nestling.core.objects.Role;
import dev.nestling.core.objects.SecretData;
import dev.nestling.core.pki.KeyPair;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;
import java.util.Optional;

/**
 * The authority of etcd's members and clients, and of nobody else. It carries the record of the
 * cluster's birth: whoever has lost the record has lost the key as well, and nothing starts.
 */
public final class EtcdCaSecret {
  private EtcdCaSecret() {}

  public static Secret build(FullClusterScope scope, KeyPair authority, Founding founding) {
    return new SecretBuilder()
        .withMetadata(
            scope.identityMetadata(scope.names().etcdCa(), Role.KEYS, founding.annotations()))
        .withType(SecretData.CAPI_TYPE)
        .withData(SecretData.authority(authority))
        .build();
  }

  /** The record in an existing Secret; nothing has begun while there is none. */
  public static Founding founding(Optional<Secret> existing) {
    return Founding.of(
        existing.map(secret -> secret.getMetadata().getAnnotations()).orElse(Map.of()));
  }
}
