package dev.nestling.core.objects;

import dev.nestling.core.kubeconfig.Kubeconfig;
import dev.nestling.core.pki.CertificateRequest;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.PrivateKeyText;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;
import java.util.Optional;

/**
 * What both published kubeconfigs have in common: short-lived credentials of a group that the
 * nested cluster binds to cluster-admin, so that they can be withdrawn there; never {@code
 * system:masters}.
 */
public final class AdminKubeconfig {
  /** Of the Cluster API contract. */
  public static final String KEY = "value";

  private static final CertificateRequest CREDENTIALS =
      CertificateRequest.client("nestling:admin", "nestling:cluster-admins")
          .withValidity(CertificateRequest.ADMIN_VALIDITY);

  private AdminKubeconfig() {}

  /** The existing Secret's credentials while they are good, new ones otherwise. */
  public static KeyPair credentials(Optional<Secret> existing, Signer cluster) {
    return cluster.keepOrSign(
        existing.flatMap(AdminKubeconfig::read).map(config -> config.user().credentials()),
        CREDENTIALS);
  }

  /**
   * The kubeconfig in an existing Secret; empty when it is not one of ours, or somebody made its
   * address one that nobody can ask.
   */
  public static Optional<Kubeconfig> read(Secret secret) {
    return SecretData.text(secret, KEY)
        .flatMap(Kubeconfig::parse)
        .filter(config -> PublishedEndpoint.parse(config.server().url()).isPresent());
  }

  /** The address in an existing Secret, with the same exceptions. */
  public static Optional<PublishedEndpoint> endpoint(Secret secret) {
    return read(secret).flatMap(config -> PublishedEndpoint.parse(config.server().url()));
  }

  public static Secret build(
      ClusterScope scope, String name, Kubeconfig.Server server, KeyPair pair) {
    String cluster = scope.names().cluster();
    Kubeconfig config =
        new Kubeconfig(cluster, server, new Kubeconfig.User(cluster + "-admin", portable(pair)));
    return new SecretBuilder()
        .withMetadata(scope.metadata(name, Role.ACCESS))
        .withType(SecretData.CAPI_TYPE)
        .withData(SecretData.encode(Map.of(KEY, config.toYaml())))
        .build();
  }

  private static KeyPair portable(KeyPair pair) {
    return new KeyPair(pair.certificatePem(), PrivateKeyText.sec1(pair.privateKeyPem()));
  }
}
