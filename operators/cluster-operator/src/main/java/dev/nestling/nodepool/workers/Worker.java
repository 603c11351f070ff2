package dev.nestling.nodepool.workers;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A node of a nested cluster, as its kubelet describes it: nothing in it is to be believed further
 * than this line goes.
 *
 * @param ready whether its kubelet says so
 * @param since when that is so; none when it does not say
 * @param schedulable whether it accepts pods
 * @param version of its kubelet
 * @param allocatable quantities of cpu, memory and pods
 */
record Worker(
    String name,
    boolean ready,
    Optional<Instant> since,
    boolean schedulable,
    String version,
    Map<String, String> allocatable) {

  private static final List<String> RESOURCES = List.of("cpu", "memory", "pods");
  private static final Pattern QUANTITY =
      Pattern.compile("[0-9]{1,20}([.][0-9]{1,9})?[A-Za-z]{0,2}");
  private static final int MAX_VERSION = 40;

  static Worker of(JsonNode node) {
    boolean ready = false;
    Optional<Instant> since = Optional.empty();
    for (JsonNode condition : node.path("status").path("conditions")) {
      if (condition.path("type").asText("").equals("Ready")) {
        ready = condition.path("status").asText("").equals("True");
        since = Times.parsed(condition.path("lastTransitionTime").asText(""));
      }
    }
    Map<String, String> allocatable = new TreeMap<>();
    for (String resource : RESOURCES) {
      String quantity = node.path("status").path("allocatable").path(resource).asText("");
      if (QUANTITY.matcher(quantity).matches()) {
        allocatable.put(resource, quantity);
      }
    }
    return new Worker(
        node.path("metadata").path("name").asText(""),
        ready,
        since,
        !node.path("spec").path("unschedulable").asBoolean(),
        shortened(node.path("status").path("nodeInfo").path("kubeletVersion").asText("")),
        allocatable);
  }

  /** Kubelets write what they like. */
  private static String shortened(String version) {
    return version.substring(0, Math.min(MAX_VERSION, version.length()));
  }
}
