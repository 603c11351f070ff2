package dev.nestling.fullcluster.objects;

import dev.nestling.core.etcd.EtcdId;
import dev.nestling.core.objects.Role;
import dev.nestling.core.objects.VolumeClaim;
import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Map;
import java.util.Optional;

/** A member's volume. Its mark says whose data is in it; a mark that is there is never lost. */
public final class EtcdMemberClaim {
  /** Whose claim. */
  public record Place(FullClusterScope scope, EtcdMember member) {}

  private EtcdMemberClaim() {}

  /**
   * @param mark the member whose data is in it, or that will first start on it
   */
  public static PersistentVolumeClaim build(
      Place place,
      Optional<EtcdId> mark,
      VolumeClaim.Request wanted,
      Optional<PersistentVolumeClaim> existing) {
    Map<String, String> annotations =
        mark.map(id -> Map.of(Labels.ETCD_MEMBER, id.hex())).orElse(Map.of());
    return VolumeClaim.build(
        place.scope().identityMetadata(place.member().objectName(), Role.ETCD, annotations),
        wanted,
        existing);
  }

  public static VolumeClaim.Request request(FullClusterScope scope) {
    return new VolumeClaim.Request(
        scope.spec().etcd().volumeSize(), scope.spec().etcd().storageClassName());
  }

  /** The mark of an existing claim; what is no id was written by somebody else and is no mark. */
  public static Optional<EtcdId> mark(PersistentVolumeClaim claim) {
    return Optional.ofNullable(claim.getMetadata().getAnnotations())
        .map((Map<String, String> annotations) -> annotations.get(Labels.ETCD_MEMBER))
        .filter(text -> text.matches("[0-9a-f]{1,16}"))
        .map(EtcdId::new);
  }
}
