package dev.nestling.testing.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nestling.testing.apiserver.StoredObjects.Change;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The parts of a cluster behind the API server, as far as a test asks for them. Each acts within
 * the request that gives it something to do.
 */
public final class ScriptedControllers {
  private final StoredObjects objects;
  private final Clock clock;
  private final AtomicInteger addresses = new AtomicInteger();
  private volatile boolean pods;
  private volatile boolean volumes;
  private volatile Optional<String> loadBalancerAddress = Optional.empty();

  ScriptedControllers(StoredObjects objects, Clock clock) {
    this.objects = objects;
    this.clock = clock;
  }

  /**
   * StatefulSets get their pods, again when one is deleted, and all of them are ready. Deployments
   * say that theirs are; there are none.
   */
  public ScriptedControllers workloadsGetReady() {
    pods = true;
    return this;
  }

  /** PersistentVolumeClaims are bound, with the size that they ask for. */
  public ScriptedControllers volumesGetBound() {
    volumes = true;
    return this;
  }

  /**
   * Services of type LoadBalancer get an address.
   *
   * @param address an IP address, or a host name
   */
  public ScriptedControllers loadBalancersGet(String address) {
    loadBalancerAddress = Optional.of(address);
    return this;
  }

  void react(Change change) {
    if (change.after().isEmpty()) {
      change.before().ifPresent(gone -> replace(change.key(), gone));
      return;
    }
    ObjectNode object = change.after().get();
    switch (object.path("kind").asText()) {
      case "StatefulSet" -> runPods(change.key(), object.deepCopy());
      case "Deployment" -> getReady(change.key(), object.deepCopy());
      case "PersistentVolumeClaim" -> bind(change.key(), object.deepCopy());
      case "Service" -> publish(change.key(), object.deepCopy());
      default -> {}
    }
  }

  private void runPods(ObjectKey key, ObjectNode statefulSet) {
    if (!pods) {
      return;
    }
    int replicas = statefulSet.at("/spec/replicas").asInt(1);
    int before = statefulSet.at("/status/replicas").asInt(0);
    for (int i = replicas; i < before; i++) {
      objects.remove(podKey(key, i));
    }
    for (int i = 0; i < replicas; i++) {
      ObjectKey pod = podKey(key, i);
      if (objects.find(pod).isEmpty()) {
        objects.store(pod, pod(pod, statefulSet));
      }
    }
    statefulSet.withObject("/status").put("updateRevision", revision(statefulSet));
    getReady(key, statefulSet);
  }

  private void replace(ObjectKey key, ObjectNode gone) {
    for (JsonNode owner : gone.at("/metadata/ownerReferences")) {
      if (owner.path("kind").asText().equals("StatefulSet")) {
        ObjectKey set =
            new ObjectKey("apps", "statefulsets", key.namespace(), owner.path("name").asText());
        objects.find(set).ifPresent(found -> runPods(set, found));
      }
    }
  }

  private void getReady(ObjectKey key, ObjectNode workload) {
    if (!pods) {
      return;
    }
    int replicas = workload.at("/spec/replicas").asInt(1);
    ObjectNode status = workload.withObject("/status");
    status.put("observedGeneration", workload.at("/metadata/generation").asLong());
    status.put("replicas", replicas).put("readyReplicas", replicas);
    status.put("availableReplicas", replicas).put("updatedReplicas", replicas);
    objects.store(key, workload);
  }

  /** The same for equal templates. */
  private static String revision(ObjectNode statefulSet) {
    return Integer.toHexString(statefulSet.at("/spec/template").toString().hashCode());
  }

  private ObjectNode pod(ObjectKey key, ObjectNode statefulSet) {
    ObjectNode pod = statefulSet.objectNode().put("apiVersion", "v1").put("kind", "Pod");
    ObjectNode metadata = pod.putObject("metadata");
    metadata.put("name", key.name()).put("namespace", key.namespace());
    metadata.put("uid", UUID.randomUUID().toString());
    metadata.put("creationTimestamp", now());
    ObjectNode labels = metadata.putObject("labels");
    if (statefulSet.at("/spec/template/metadata/labels") instanceof ObjectNode wanted) {
      labels.setAll(wanted.deepCopy());
    }
    labels.put("controller-revision-hash", revision(statefulSet));
    ObjectNode owner = metadata.putArray("ownerReferences").addObject();
    owner.put("apiVersion", "apps/v1").put("kind", "StatefulSet").put("controller", true);
    owner.put("name", statefulSet.at("/metadata/name").asText());
    owner.put("uid", statefulSet.at("/metadata/uid").asText());
    pod.set("spec", statefulSet.at("/spec/template/spec"));
    ObjectNode status = pod.putObject("status").put("phase", "Running");
    status.put("podIP", "10.244.1." + addresses.incrementAndGet());
    status.putArray("conditions").addObject().put("type", "Ready").put("status", "True");
    ObjectNode container = status.putArray("containerStatuses").addObject();
    container.put("name", statefulSet.at("/spec/template/spec/containers/0/name").asText());
    container.put("ready", true).put("restartCount", 0);
    container.putObject("state").putObject("running").put("startedAt", now());
    return pod;
  }

  private void bind(ObjectKey key, ObjectNode claim) {
    if (!volumes) {
      return;
    }
    ObjectNode status = claim.withObject("/status").put("phase", "Bound");
    status.set("accessModes", claim.at("/spec/accessModes"));
    status.withObject("/capacity").set("storage", claim.at("/spec/resources/requests/storage"));
    objects.store(key, claim);
  }

  private void publish(ObjectKey key, ObjectNode service) {
    if (loadBalancerAddress.isEmpty()
        || !service.at("/spec/type").asText().equals("LoadBalancer")
        || service.at("/status/loadBalancer").has("ingress")) {
      return;
    }
    String address = loadBalancerAddress.get();
    service
        .withObject("/status/loadBalancer")
        .putArray("ingress")
        .addObject()
        .put(address.matches("[\\d.]+|.*:.*") ? "ip" : "hostname", address);
    objects.store(key, service);
  }

  private static ObjectKey podKey(ObjectKey statefulSet, int ordinal) {
    return new ObjectKey("", "pods", statefulSet.namespace(), statefulSet.name() + "-" + ordinal);
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
