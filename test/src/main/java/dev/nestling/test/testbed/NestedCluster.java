package dev.nestling.test.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nestling.api.v1alpha1.LightCluster;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A LightCluster as its user sees it: the object, its conditions and its published kubeconfig. */
public record NestedCluster(KubernetesClient management, String namespace, String name) {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  public Optional<LightCluster> object() {
    return Optional.ofNullable(
        management.resources(LightCluster.class).inNamespace(namespace).withName(name).get());
  }

  public Optional<Condition> condition(String type) {
    return object().map(LightCluster::getStatus).map(status -> status.conditions()).stream()
        .flatMap(List::stream)
        .filter(condition -> Objects.equals(condition.getType(), type))
        .findFirst();
  }

  public NestedCluster awaitCondition(String type, String status) {
    return awaitCondition(type, status, null);
  }

  /**
   * Waits for a condition of this status and, unless null, this reason; the failure shows the
   * object.
   */
  public NestedCluster awaitCondition(
      String type, String status, @org.jspecify.annotations.Nullable String reason) {
    try {
      Awaitility.await(name + ": " + type + "=" + status + (reason == null ? "" : " " + reason))
          .atMost(PATIENCE)
          .until(
              () ->
                  condition(type)
                      .filter(it -> status.equals(it.getStatus()))
                      .filter(it -> reason == null || reason.equals(it.getReason()))
                      .isPresent());
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      throw new AssertionError(
          e.getMessage()
              + "\n"
              + object().map(io.fabric8.kubernetes.client.utils.Serialization::asYaml),
          e);
    }
    return this;
  }

  /** The published kubeconfig for use from outside. */
  public String kubeconfig() {
    var secret =
        management.secrets().inNamespace(namespace).withName(name + "-kubeconfig").require();
    return new String(Base64.getDecoder().decode(secret.getData().get("value")), UTF_8);
  }

  /** A client through the published kubeconfig. */
  public KubernetesClient client() {
    return new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig())).build();
  }

  /** The identity that a nested cluster keeps for life: the UID of its kube-system namespace. */
  public String uid() {
    try (var client = client()) {
      return client.namespaces().withName("kube-system").require().getMetadata().getUid();
    }
  }
}
