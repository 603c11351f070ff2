package dev.nestling.test.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What collects the metrics looks for the pods that config/manager makes. */
class CollectionTest {
  private final Map<String, JsonNode> deployments =
      Stream.of("lightcluster_operator.yaml", "cluster_operator.yaml")
          .map(file -> Monitoring.root().resolve("config/manager").resolve(file))
          .map(file -> Monitoring.yaml(file).getFirst())
          .collect(Collectors.toMap(CollectionTest::name, found -> found));

  private final List<JsonNode> monitors = Monitoring.yaml(Monitoring.file("pod_monitors.yaml"));

  private static String name(JsonNode object) {
    return object.path("metadata").path("name").asText();
  }

  @Test
  void eachOperatorIsCollectedFrom() {
    assertThat(monitors.stream().map(CollectionTest::name))
        .containsExactlyInAnyOrderElementsOf(deployments.keySet());
    for (JsonNode monitor : monitors) {
      JsonNode deployment = deployments.getOrDefault(name(monitor), monitor);
      JsonNode pod = deployment.path("spec").path("template");
      JsonNode labels = pod.path("metadata").path("labels");
      JsonNode spec = monitor.path("spec");
      spec.path("selector")
          .path("matchLabels")
          .propertyStream()
          .forEach(label -> assertThat(labels.path(label.getKey())).isEqualTo(label.getValue()));
      assertThat(labels.path(spec.path("jobLabel").asText()).asText())
          .as("job, by which the alerts select")
          .isEqualTo(name(monitor));
      JsonNode endpoint = spec.path("podMetricsEndpoints").path(0);
      assertThat(pod.path("spec").path("containers").path(0).path("ports").valueStream())
          .anyMatch(port -> port.path("name").equals(endpoint.path("port")));
      assertThat(endpoint.path("path").asText()).isEqualTo("/q/metrics");
      assertThat(endpoint.path("honorLabels").asBoolean())
          .as("namespace is that of the object")
          .isTrue();
      assertThat(monitor.path("metadata").path("namespace"))
          .isEqualTo(deployment.path("metadata").path("namespace"));
    }
  }

  @Test
  void everyFileIsInTheKustomization() {
    JsonNode kustomization = Monitoring.yaml(Monitoring.file("kustomization.yaml")).getFirst();
    assertThat(kustomization.path("resources").valueStream().map(JsonNode::asText))
        .containsExactlyInAnyOrder("pod_monitors.yaml", "rules.yaml");
    assertThat(kustomization.path("configMapGenerator").path(0).path("files").valueStream())
        .singleElement()
        .satisfies(
            file -> {
              String path = file.asText().substring(file.asText().indexOf('=') + 1);
              assertThat(Files.exists(Monitoring.file(path))).isTrue();
            });
  }
}
