package dev.nestling.core.objects;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.util.List;

/**
 * The account of a control plane's pods, which have no business with the management cluster's API:
 * it has no token.
 */
public final class TokenlessServiceAccount {
  private TokenlessServiceAccount() {}

  /**
   * @param pullSecrets names of Secrets that its pods get when they are made; without any, those
   *     that somebody else gave the account stay
   */
  public static ServiceAccount build(ObjectMeta metadata, List<String> pullSecrets) {
    ServiceAccountBuilder account =
        new ServiceAccountBuilder().withMetadata(metadata).withAutomountServiceAccountToken(false);
    if (!pullSecrets.isEmpty()) {
      account.withImagePullSecrets(pullSecrets.stream().map(LocalObjectReference::new).toList());
    }
    return account.build();
  }
}
