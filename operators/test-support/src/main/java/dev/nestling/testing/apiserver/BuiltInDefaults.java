package dev.nestling.testing.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a real API server fills into built-in kinds, as far as operators read it back: addresses and
 * ports of Services, protocols, Secrets' stringData.
 */
final class BuiltInDefaults {
  private static final int FIRST_NODE_PORT = 30_000;

  private final AtomicInteger addresses = new AtomicInteger(9);
  private final AtomicInteger nodePorts = new AtomicInteger(FIRST_NODE_PORT);

  /**
   * @param live what is stored (empty for a creation): allocated values stay
   */
  void fill(ObjectNode object, ObjectNode live) {
    switch (object.path("kind").asText()) {
      case "Service" -> service(object.withObject("/spec"), live.path("spec"));
      case "Secret" -> secret(object);
      case "StatefulSet", "Deployment", "DaemonSet" ->
          protocols(object.at("/spec/template/spec/containers"));
      case "Pod" -> protocols(object.at("/spec/containers"));
      default -> {}
    }
  }

  private void service(ObjectNode spec, JsonNode live) {
    if (!spec.has("type")) {
      spec.put("type", "ClusterIP");
    }
    String type = spec.path("type").asText();
    for (String allocated : List.of("clusterIP", "clusterIPs")) {
      if (!spec.has(allocated) && live.has(allocated)) {
        spec.set(allocated, live.path(allocated));
      }
    }
    if (!spec.has("clusterIP") && !type.equals("ExternalName")) {
      String address = "10.96.0." + addresses.incrementAndGet();
      spec.put("clusterIP", address);
      spec.putArray("clusterIPs").add(address);
    }
    boolean onNodes = type.equals("NodePort") || type.equals("LoadBalancer");
    for (JsonNode node : spec.path("ports")) {
      ObjectNode port = (ObjectNode) node;
      putIfAbsent(port, "protocol", "TCP");
      if (!port.has("targetPort")) {
        port.set("targetPort", port.path("port"));
      }
      if (onNodes && !port.has("nodePort")) {
        port.put("nodePort", liveNodePort(live, port));
      } else if (!onNodes) {
        port.remove("nodePort");
      }
    }
  }

  private int liveNodePort(JsonNode live, JsonNode port) {
    for (JsonNode there : live.path("ports")) {
      if (there.path("port").equals(port.path("port")) && there.has("nodePort")) {
        return there.path("nodePort").asInt();
      }
    }
    return nodePorts.incrementAndGet();
  }

  private static void secret(ObjectNode secret) {
    putIfAbsent(secret, "type", "Opaque");
    if (secret.remove("stringData") instanceof ObjectNode texts) {
      ObjectNode data = secret.withObject("/data");
      texts
          .properties()
          .forEach(
              text ->
                  data.put(
                      text.getKey(),
                      Base64.getEncoder()
                          .encodeToString(
                              text.getValue().asText().getBytes(StandardCharsets.UTF_8))));
    }
  }

  private static void protocols(JsonNode containers) {
    for (JsonNode container : containers) {
      if (container.path("ports") instanceof ArrayNode ports) {
        ports.forEach(port -> putIfAbsent((ObjectNode) port, "protocol", "TCP"));
      }
    }
  }

  private static void putIfAbsent(ObjectNode object, String field, String value) {
    if (!object.has(field)) {
      object.put(field, value);
    }
  }
}
