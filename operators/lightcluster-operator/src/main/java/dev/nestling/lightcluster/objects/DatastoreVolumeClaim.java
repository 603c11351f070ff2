package dev.nestling.lightcluster.objects;

import dev.nestling.api.v1alpha1.EffectiveSpec;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Optional;

/**
 * The volume with the SQLite file. It is an object of its own and no claim template, so that it can
 * grow, stay behind and be taken over. A claim's class can't change and its size can't shrink: what
 * an existing claim says about them wins.
 */
public final class DatastoreVolumeClaim {
  private static final String STORAGE = "storage";

  private DatastoreVolumeClaim() {}

  public static PersistentVolumeClaim build(
      ClusterScope scope,
      EffectiveSpec.PersistentVolume wanted,
      Optional<PersistentVolumeClaim> existing) {
    PersistentVolumeClaimBuilder claim =
        new PersistentVolumeClaimBuilder()
            .withMetadata(scope.identityMetadata(scope.names().data(), Role.DATASTORE, Map.of()))
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

  /** Whether the spec asks for more than the existing claim does. */
  public static boolean grows(
      EffectiveSpec.PersistentVolume wanted, PersistentVolumeClaim existing) {
    return requested(existing).filter(now -> compare(wanted.size(), now) > 0).isPresent();
  }

  private static Quantity size(
      EffectiveSpec.PersistentVolume wanted, Optional<PersistentVolumeClaim> existing) {
    return existing
        .flatMap(DatastoreVolumeClaim::requested)
        .filter(now -> compare(now, wanted.size()) >= 0)
        .orElse(wanted.size());
  }

  private static Optional<String> storageClass(
      EffectiveSpec.PersistentVolume wanted, Optional<PersistentVolumeClaim> existing) {
    return existing.isPresent()
        ? existing.map(claim -> claim.getSpec().getStorageClassName())
        : wanted.storageClassName();
  }

  private static int compare(Quantity left, Quantity right) {
    return left.getNumericalAmount().compareTo(right.getNumericalAmount());
  }
}
