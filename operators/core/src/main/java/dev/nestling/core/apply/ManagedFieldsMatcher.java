package dev.nestling.core.apply;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeResourceRequirements;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.SSABasedGenericKubernetesResourceMatcher;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares the fields that we manage with the fields that we want. On top of the framework's
 * matcher: a claim's size may be spelled in another way by the API server, and what we created
 * instead of applying is ours just as well.
 */
final class ManagedFieldsMatcher extends SSABasedGenericKubernetesResourceMatcher<HasMetadata> {
  private static final String UPDATE_OPERATION = "Update";

  @Override
  public boolean matches(HasMetadata actual, HasMetadata desired, Context<?> context) {
    String manager = context.getControllerConfiguration().fieldManager();
    KubernetesSerialization copier = context.getClient().getKubernetesSerialization();
    return super.matches(asApplied(actual, manager, copier), desired, context);
  }

  /** The framework knows only the fields of applies; before the first of them there is none. */
  private static HasMetadata asApplied(
      HasMetadata actual, String manager, KubernetesSerialization copier) {
    if (entry(actual, manager, APPLY_OPERATION).isPresent()
        || entry(actual, manager, UPDATE_OPERATION).isEmpty()) {
      return actual;
    }
    HasMetadata copy = copier.clone(actual);
    entry(copy, manager, UPDATE_OPERATION).ifPresent(found -> found.setOperation(APPLY_OPERATION));
    return copy;
  }

  private static Optional<ManagedFieldsEntry> entry(
      HasMetadata object, String manager, String operation) {
    return Optional.ofNullable(object.getMetadata().getManagedFields()).orElse(List.of()).stream()
        .filter(entry -> manager.equals(entry.getManager()))
        .filter(entry -> operation.equals(entry.getOperation()))
        .filter(entry -> entry.getSubresource() == null || entry.getSubresource().isEmpty())
        .findFirst();
  }

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
