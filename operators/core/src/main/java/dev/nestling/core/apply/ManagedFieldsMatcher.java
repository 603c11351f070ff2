package dev.nestling.core.apply;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeResourceRequirements;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.SSABasedGenericKubernetesResourceMatcher;
import java.util.Map;
import java.util.Optional;

/**
 * Compares the fields that we manage with the fields that we want. On top of the framework's
 * matcher: a claim's size may be spelled in another way by the API server.
 */
final class ManagedFieldsMatcher extends SSABasedGenericKubernetesResourceMatcher<HasMetadata> {

  @Override
  protected void sanitizeState(
      HasMetadata actual, HasMetadata desired, Map<String, Object> actualMap) {
    super.sanitizeState(actual, desired, actualMap);
    if (actual instanceof PersistentVolumeClaim found
        && desired instanceof PersistentVolumeClaim wanted) {
      Map<String, Quantity> foundSizes = requests(found);
      requests(wanted)
          .forEach(
              (key, size) -> {
                if (size.equals(foundSizes.get(key))) {
                  spell(actualMap, key, size);
                }
              });
    }
  }

  @SuppressWarnings("unchecked")
  private static void spell(Map<String, Object> actualMap, String key, Quantity size) {
    Object requests = GenericKubernetesResource.get(actualMap, "spec", "resources", "requests");
    if (requests instanceof Map<?, ?> map) {
      ((Map<String, Object>) map).put(key, size.toString());
    }
  }

  private static Map<String, Quantity> requests(PersistentVolumeClaim claim) {
    return Optional.ofNullable(claim.getSpec().getResources())
        .map(VolumeResourceRequirements::getRequests)
        .orElse(Map.of());
  }
}
