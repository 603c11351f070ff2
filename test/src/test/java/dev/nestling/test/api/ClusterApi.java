package dev.nestling.test.api;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Clusters of one namespace as plain data, so that also what no Java type can hold reaches the
 * server; unknown fields are refused as kubectl does.
 */
public final class ClusterApi {
  private static final String STRICT = "?fieldValidation=Strict";
  private static final String DRY_RUN = "&dryRun=All";

  private final KubernetesClient client;
  private final String namespaced;

  public ClusterApi(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespaced = "/apis/nestling.dev/v1alpha1/namespaces/" + namespace + "/";
  }

  /** Creates the object and returns it as it was stored. */
  public Map<String, Object> create(String yaml) {
    return parsed(client.raw(collection(parsed(yaml)) + STRICT, "POST", parsed(yaml)));
  }

  /** Everything that the server has against creating the object, sorted; empty when nothing. */
  public List<String> refusalsOfCreating(String yaml) {
    return refusals(
        () -> client.raw(collection(parsed(yaml)) + STRICT + DRY_RUN, "POST", parsed(yaml)));
  }

  /** Everything that the server has against replacing a stored object, sorted. */
  public List<String> refusalsOfReplacing(Map<String, Object> stored, String yaml) {
    Map<String, Object> replacement = new LinkedHashMap<>(parsed(yaml));
    var metadata = new LinkedHashMap<String, Object>(metadata(replacement));
    metadata.put("resourceVersion", String.valueOf(metadata(stored).get("resourceVersion")));
    replacement.put("metadata", metadata);
    return refusals(() -> client.raw(path(stored) + STRICT + DRY_RUN, "PUT", replacement));
  }

  public void delete(Map<String, Object> stored) {
    client.raw(path(stored), "DELETE", Map.of());
  }

  @SuppressWarnings("unchecked")
  public static Map<String, Object> parsed(String yaml) {
    return Serialization.unmarshal(yaml, Map.class);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> metadata(Map<String, Object> object) {
    return (Map<String, Object>) object.getOrDefault("metadata", Map.of());
  }

  private String path(Map<String, Object> object) {
    return collection(object) + "/" + metadata(object).get("name");
  }

  private String collection(Map<String, Object> object) {
    return namespaced + String.valueOf(object.get("kind")).toLowerCase(Locale.ROOT) + "s";
  }

  private static List<String> refusals(Runnable request) {
    try {
      request.run();
      return List.of();
    } catch (KubernetesClientException e) {
      Status status = e.getStatus();
      if (status == null
          || status.getDetails() == null
          || status.getDetails().getCauses().isEmpty()) {
        return List.of(
            Optional.ofNullable(status).map(Status::getMessage).orElse(String.valueOf(e)));
      }
      return status.getDetails().getCauses().stream().map(ClusterApi::text).sorted().toList();
    }
  }

  private static String text(StatusCause cause) {
    return cause.getField() + ": " + cause.getMessage();
  }

  /** Everything that the server has against a fixture's last document. */
  public List<String> refusals(Fixture fixture) {
    if (fixture.documents().size() == 1) {
      return refusalsOfCreating(fixture.documents().getFirst());
    }
    Map<String, Object> stored = create(fixture.documents().getFirst());
    try {
      return refusalsOfReplacing(stored, fixture.documents().get(1));
    } finally {
      delete(stored);
    }
  }
}
