package dev.nestling.kubectl.kubeconfig;

import dev.nestling.core.kubeconfig.Kubeconfig;
import dev.nestling.core.plan.Names;
import dev.nestling.kubectl.management.Failure;
import dev.nestling.kubectl.management.Management;
import dev.nestling.kubectl.picture.Subject;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What the operator publishes for use from outside. */
public final class PublishedKubeconfig {
  private static final String KEY = "value";

  private PublishedKubeconfig() {}

  /**
   * @throws Failure when it is not there yet, is not this cluster's, or is no kubeconfig
   */
  public static Kubeconfig read(Management management, Subject cluster) {
    String name = new Names(cluster.name()).kubeconfig();
    Secret secret =
        management
            .find(
                "secrets",
                client -> client.secrets().inNamespace(management.namespace()).withName(name).get())
            .orElseThrow(
                () ->
                    new Failure(
                        "%s has no kubeconfig yet; `kubectl nestling why %s` says what it waits for"
                            .formatted(cluster.title(), path(cluster))));
    checkOwner(secret, cluster);
    return Optional.ofNullable(secret.getData())
        .map(data -> data.get(KEY))
        .map(value -> new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8))
        .flatMap(Kubeconfig::parse)
        .orElseThrow(
            () ->
                new Failure(
                    "Secret %s has no kubeconfig of the operator's in its key %s; delete the Secret, and the operator makes it anew"
                        .formatted(name, KEY)));
  }

  /** Two kinds may have a cluster of one name; the Secret is one's alone. */
  private static void checkOwner(Secret secret, Subject cluster) {
    List<OwnerReference> owners =
        Objects.requireNonNullElse(
            secret.getMetadata().getOwnerReferences(), List.<OwnerReference>of());
    boolean own =
        owners.stream().anyMatch(owner -> owner.getUid().equals(cluster.metadata().getUid()));
    if (!own) {
      String whose =
          owners.stream()
              .findFirst()
              .map(owner -> owner.getKind() + " " + owner.getName())
              .orElse("nobody");
      throw new Failure(
          "Secret %s belongs to %s, and not to %s; `kubectl nestling why %s` says more"
              .formatted(secret.getMetadata().getName(), whose, cluster.title(), path(cluster)));
    }
  }

  private static String path(Subject cluster) {
    return cluster.kind().lower() + "/" + cluster.name();
  }
}
