package dev.nestling.test.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.nestling.testing.Edit;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A cluster as its user sees it: the object, its conditions and its published kubeconfig.
 *
 * @param namespace where it is in the management cluster
 * @param kind of the object, such as {@code LightCluster}
 */
public record NestedCluster(
    KubernetesClient management, String namespace, String name, String kind) {
  private static final String API = "nestling.dev/v1alpha1";

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** A LightCluster that may be there. */
  public static NestedCluster light(TenantNamespace namespace, String name) {
    return new NestedCluster(namespace.client(), namespace.name(), name, "LightCluster");
  }

  /** A FullCluster that may be there. */
  public static NestedCluster full(TenantNamespace namespace, String name) {
    return new NestedCluster(namespace.client(), namespace.name(), name, "FullCluster");
  }

  /** Applies a LightCluster the way a user does: as YAML, whose spec has the given members. */
  public static NestedCluster apply(TenantNamespace namespace, String name, String specMembers) {
    var cluster = light(namespace, name);
    cluster.apply(specMembers);
    return cluster;
  }

  /** Applies another spec. */
  public void apply(String specMembers) {
    var yaml =
        """
        apiVersion: %s
        kind: %s
        metadata: {name: %s, namespace: %s}
        spec:
        %s
        """
            .formatted(API, kind, name, namespace, specMembers.indent(2));
    management
        .resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class))
        .fieldManager("e2e")
        .forceConflicts()
        .serverSideApply();
  }

  /** Sets an annotation of the object. */
  public void annotate(String key, String value) {
    Edit.of(
        resource(),
        found -> {
          found.getMetadata().getAnnotations().put(key, value);
          return found;
        });
  }

  public void delete() {
    resource().delete();
  }

  private Resource<GenericKubernetesResource> resource() {
    return management.genericKubernetesResources(API, kind).inNamespace(namespace).withName(name);
  }

  public Optional<GenericKubernetesResource> object() {
    return Optional.ofNullable(resource().get());
  }

  /** Where its API is published; empty while it is not. */
  public Optional<String> publishedHost() {
    return object().map(found -> (String) found.get("status", "endpoint", "host"));
  }

  public Optional<Condition> condition(String type) {
    return object().map(found -> found.get("status", "conditions")).stream()
        .flatMap(found -> ((List<?>) found).stream())
        .map(found -> Serialization.unmarshal(Serialization.asJson(found), Condition.class))
        .filter(condition -> Objects.equals(condition.getType(), type))
        .findFirst();
  }

  /** Waits until an authenticated request was answered. */
  public NestedCluster awaitReady() {
    awaitCondition("Ready", condition -> "True".equals(condition.getStatus()));
    return this;
  }

  /**
   * Waits until a request through the published kubeconfig is answered: the condition may still
   * tell of the time before a disturbance.
   */
  public NestedCluster awaitAnswer() {
    try (var nested = client()) {
      await(namespace + "/" + name + " answers")
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(KubernetesClientException.class)
          .until(() -> nested.namespaces().withName("default").get() != null);
    }
    return awaitReady();
  }

  /** Waits until a condition is False for this reason, and returns its message. */
  public String awaitFalse(String type, String reason) {
    return awaitCondition(
            type,
            condition ->
                "False".equals(condition.getStatus()) && reason.equals(condition.getReason()))
        .getMessage();
  }

  /** Waits until a condition is as wanted, and returns it; the failure shows the object. */
  public Condition awaitCondition(String type, Predicate<Condition> wanted) {
    try {
      return await(namespace + "/" + name + ": condition " + type)
          .atMost(PATIENCE)
          .until(() -> condition(type).filter(wanted), Optional::isPresent)
          .orElseThrow();
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          e.getMessage() + "\n" + object().map(Serialization::asYaml).orElse("no object"), e);
    }
  }

  /** The server's pod, while there is one. */
  public Optional<Pod> pod() {
    return Optional.ofNullable(
        management.pods().inNamespace(namespace).withName(name + "-server-0").get());
  }

  /** The server's pod. */
  public Pod requirePod() {
    return pod().orElseThrow(() -> new AssertionError("no pod of " + name));
  }

  /**
   * Waits until the server's pod has passed its probes: that may be later than the first answer.
   */
  public NestedCluster awaitPodReady() {
    await("the pod of " + name + " is ready")
        .atMost(PATIENCE)
        .until(() -> pod().filter(Readiness.getInstance()::isReady).isPresent());
    return this;
  }

  public void awaitNoPod() {
    await("no pod of " + name).atMost(PATIENCE).until(() -> pod().isEmpty());
  }

  /** Waits for a pod other than this one. */
  public void awaitPodAfter(Pod old) {
    await("another pod of " + name)
        .atMost(PATIENCE)
        .until(
            () ->
                pod()
                    .filter(pod -> !pod.getMetadata().getUid().equals(old.getMetadata().getUid()))
                    .isPresent());
  }

  /**
   * Makes the kubelet look at the pod's Secrets now; by itself it does once a minute or so, and
   * whenever the pod changes.
   */
  public void wakeKubelet() {
    Edit.of(
        management.pods().inNamespace(namespace).withName(requirePod().getMetadata().getName()),
        pod -> {
          pod.getMetadata().getAnnotations().merge("test/wake", "1", String::concat);
          return pod;
        });
  }

  /** How often the server's container was started again in its pod. */
  public int restarts() {
    return requirePod().getStatus().getContainerStatuses().getFirst().getRestartCount();
  }

  /** The published kubeconfig for use from outside. */
  public String kubeconfig() {
    var secret =
        management.secrets().inNamespace(namespace).withName(name + "-kubeconfig").require();
    return new String(Base64.getDecoder().decode(secret.getData().get("value")), UTF_8);
  }

  /** A client through the published kubeconfig. */
  public KubernetesClient client() {
    return KubeconfigClient.of(kubeconfig());
  }

  /** The identity that a nested cluster keeps for life: the UID of its kube-system namespace. */
  public String uid() {
    try (var client = client()) {
      return client.namespaces().withName("kube-system").require().getMetadata().getUid();
    }
  }

  /** Writes an object of this name into the nested cluster. */
  public void remember(String keepsake) {
    try (var nested = client()) {
      nested
          .resource(
              new ConfigMapBuilder()
                  .withNewMetadata()
                  .withNamespace("default")
                  .withName(keepsake)
                  .endMetadata()
                  .withData(Map.of("written", "yes"))
                  .build())
          .create();
    }
  }

  /** Whether the nested cluster has the object that {@link #remember} wrote. */
  public boolean recalls(String keepsake) {
    try (var nested = client()) {
      return nested.configMaps().inNamespace("default").withName(keepsake).get() != null;
    }
  }
}
