package dev.nestling.core.objects;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Optional;

/**
 * A volume for data. It is an object of its own and no claim template, so that it can grow, stay
 * behind and be taken over. A claim's class can't change and its size can't shrink: what an
 * existing claim says about them wins.
 */
public final class VolumeClaim {
  private static final String STORAGE = "storage";

  /** No storage class means the default one. */
  public record Request(Quantity size, Optional<String> storageClassName) {}

  private VolumeClaim() {}

  public static PersistentVolumeClaim build(
      ObjectMeta metadata, Request wanted, Optional<PersistentVolumeClaim> existing) {
    PersistentVolumeClaimBuilder claim =
        new PersistentVolumeClaimBuilder()
            .withMetadata(metadata)
            .withNewSpec()
            .withAccessModes("ReadWriteOnce")
            .withNewResources()
            .withRequests(Map.of(STORAGE, size(wanted, existing)))
            .endResources()
            .endSpec();
    storageClass(wanted, existing)
        .ifPresent(name -> claim.editSpec().withStorageClassName(name).endSpec());
    return claim.build();
  }

  /** The size that an existing claim asks for. */
  public static Optional<Quantity> requested(PersistentVolumeClaim claim) {
    return Optional.ofNullable(claim.getSpec().getResources())
        .map(resources -> resources.getRequests())
        .map(requests -> requests.get(STORAGE));
  }

  /** Whether more is wanted than the existing claim asks for. */
  public static boolean grows(Request wanted, PersistentVolumeClaim existing) {
    return requested(existing).filter(now -> compare(wanted.size(), now) > 0).isPresent();
  }

  private static Quantity size(Request wanted, Optional<PersistentVolumeClaim> existing) {
    return existing
        .flatMap(VolumeClaim::requested)
        .filter(now -> compare(now, wanted.size()) >= 0)
        .orElse(wanted.size());
  }

  private static Optional<String> storageClass(
      Request wanted, Optional<PersistentVolumeClaim> existing) {
    return existing.isPresent()
        ? existing.map(claim -> claim.getSpec().getStorageClassName())
        : wanted.storageClassName();
  }

  private static int compare(Quantity left, Quantity right) {
    return left.getNumericalAmount().compareTo(right.getNumericalAmount());
  }
}
