package dev.nestling.test.api.canary;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All that somebody can read without the right to read Secrets: each object, each line. */
final class WhatIsTold {
  private WhatIsTold() {}

  /** Objects of all kinds as JSON; of Secrets all but the data. */
  static List<String> objects(KubernetesClient admin) {
    List<String> groupVersions = new ArrayList<>(List.of("v1"));
    admin.getApiGroups().getGroups().stream()
        .map(group -> group.getPreferredVersion())
        .map(GroupVersionForDiscovery::getGroupVersion)
        .forEach(groupVersions::add);
    List<String> texts = new ArrayList<>();
    for (String groupVersion : groupVersions) {
      for (APIResource resource : admin.getApiResources(groupVersion).getResources()) {
        if (resource.getVerbs().contains("list") && !resource.getName().contains("/")) {
          texts.addAll(list(admin, groupVersion, resource.getName()));
        }
      }
    }
    return texts;
  }

  private static List<String> list(KubernetesClient admin, String groupVersion, String resource) {
    String root = groupVersion.equals("v1") ? "/api/" : "/apis/";
    Map<?, ?> answer =
        Serialization.unmarshal(admin.raw(root + groupVersion + "/" + resource), Map.class);
    return answer.get("items") instanceof List<?> items
        ? items.stream()
            .map(item -> new HashMap<Object, Object>((Map<?, ?>) item))
            .map(item -> resource + " " + Serialization.asJson(shown(resource, item)))
            .toList()
        : List.of();
  }

  private static Map<Object, Object> shown(String resource, Map<Object, Object> object) {
    if (resource.equals("secrets")) {
      object.remove("data");
    }
    return object;
  }
}
