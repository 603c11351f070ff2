package dev.nestling.testing.layers;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** A planner that asks the API server itself. */
public final class WritingPlanner {
  private final KubernetesClient client;

  public WritingPlanner(KubernetesClient client) {
    this.client = client;
  }

  public List<ConfigMap> plan() {
    return client.configMaps().list().getItems();
  }
}
