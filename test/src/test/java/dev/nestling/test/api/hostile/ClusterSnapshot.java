package dev.nestling.test.api.hostile;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * All objects of all kinds outside of some namespaces, as far as somebody means something by them:
 * without status, and without what the API server counts and notes by itself.
 *
 * @param objects by resource, namespace and name
 */
record ClusterSnapshot(Map<String, Object> objects) {

  /** Heartbeats, reports, and what is written down about other objects. */
  private static final Set<String> HOUSEKEEPING =
      Set.of("events", "leases", "componentstatuses", "endpointslices", "endpoints");

  private static final List<String> NOTES =
      List.of("resourceVersion", "managedFields", "generation", "uid", "creationTimestamp");

  /**
   * @param outside of these namespaces
   */
  static ClusterSnapshot take(KubernetesClient admin, Set<String> outside) {
    Map<String, Object> objects = new TreeMap<>();
    for (String groupVersion : groupVersions(admin)) {
      for (APIResource resource : admin.getApiResources(groupVersion).getResources()) {
        if (isListed(resource)) {
          list(admin, groupVersion, resource.getName())
              .filter(object -> !isWithin(object, outside))
              .forEach(object -> objects.put(key(resource, object), substance(object)));
        }
      }
    }
    return new ClusterSnapshot(objects);
  }

  /** What was added, taken away or changed; a line each. */
  List<String> changesSince(ClusterSnapshot before) {
    Set<String> keys = new TreeSet<>(objects.keySet());
    keys.addAll(before.objects.keySet());
    return keys.stream()
        .filter(key -> !Objects.equals(objects.get(key), before.objects.get(key)))
        .map(key -> "%s was %s and is %s".formatted(key, before.objects.get(key), objects.get(key)))
        .toList();
  }

  private static List<String> groupVersions(KubernetesClient admin) {
    List<String> all = new ArrayList<>(List.of("v1"));
    admin.getApiGroups().getGroups().stream()
        .map(group -> group.getPreferredVersion())
        .map(GroupVersionForDiscovery::getGroupVersion)
        .forEach(all::add);
    return all;
  }

  private static boolean isListed(APIResource resource) {
    return resource.getVerbs().contains("list")
        && !resource.getName().contains("/")
        && !HOUSEKEEPING.contains(resource.getName());
  }

  private static Stream<Map<?, ?>> list(
      KubernetesClient admin, String groupVersion, String resource) {
    String root = groupVersion.equals("v1") ? "/api/" : "/apis/";
    Map<?, ?> answer =
        Serialization.unmarshal(admin.raw(root + groupVersion + "/" + resource), Map.class);
    return answer.get("items") instanceof List<?> items
        ? items.stream().map(item -> (Map<?, ?>) item)
        : Stream.empty();
  }

  /** The address of a Service is an object of the whole cluster, and the Service's all the same. */
  private static boolean isWithin(Map<?, ?> object, Set<String> namespaces) {
    return namespaces.contains(text(metadata(object), "namespace"))
        || isLeaving(object)
        || object.get("spec") instanceof Map<?, ?> spec
            && spec.get("parentRef") instanceof Map<?, ?> parent
            && namespaces.contains(text(parent, "namespace"));
  }

  /** A namespace goes when it is empty, whenever that is. */
  private static boolean isLeaving(Map<?, ?> object) {
    return metadata(object).containsKey("deletionTimestamp")
        && text(metadata(object), "namespace").isEmpty();
  }

  private static String key(APIResource resource, Map<?, ?> object) {
    return "%s %s/%s"
        .formatted(
            resource.getName(),
            text(metadata(object), "namespace"),
            text(metadata(object), "name"));
  }

  private static Object substance(Map<?, ?> object) {
    Map<Object, Object> substance = new TreeMap<>(object);
    substance.remove("status");
    Map<Object, Object> metadata = new TreeMap<>(metadata(object));
    NOTES.forEach(metadata::remove);
    substance.put("metadata", metadata);
    return substance;
  }

  private static Map<?, ?> metadata(Map<?, ?> object) {
    return (Map<?, ?>) Objects.requireNonNull(object.get("metadata"));
  }

  private static String text(Map<?, ?> map, String key) {
    return map.get(key) instanceof String text ? text : "";
  }
}
