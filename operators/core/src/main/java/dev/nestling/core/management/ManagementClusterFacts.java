package dev.nestling.core.management;

import dev.nestling.core.management.ManagementCluster.NodeAddress;
import dev.nestling.core.management.ManagementCluster.StorageClassFacts;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Takes from the management cluster's own objects the few fields that clusters are checked with.
 */
public final class ManagementClusterFacts {
  private static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";
  private static final List<String> ADDRESS_TYPES = List.of("ExternalIP", "InternalIP");

  private ManagementClusterFacts() {}

  public static Stream<String> serviceCIDRs(ServiceCIDR range) {
    return Optional.ofNullable(range.getSpec().getCidrs()).orElse(List.of()).stream();
  }

  public static Stream<String> podCIDRs(Node node) {
    return Optional.ofNullable(node.getSpec().getPodCIDRs()).orElse(List.of()).stream();
  }

  /** Empty while the node has no address. */
  public static Optional<NodeAddress> address(Node node) {
    if (node.getStatus() == null) {
      return Optional.empty();
    }
    return Optional.ofNullable(node.getStatus().getAddresses()).orElse(List.of()).stream()
        .filter(address -> ADDRESS_TYPES.contains(address.getType()))
        .min(Comparator.comparing(address -> ADDRESS_TYPES.indexOf(address.getType())))
        .map(
            address ->
                new NodeAddress(node.getMetadata().getName(), address.getAddress(), isReady(node)));
  }

  public static StorageClassFacts storageClass(StorageClass storageClass) {
    boolean isDefault =
        Optional.ofNullable(storageClass.getMetadata().getAnnotations())
            .map((Map<String, String> annotations) -> annotations.get(DEFAULT_CLASS))
            .filter("true"::equals)
            .isPresent();
    return new StorageClassFacts(
        storageClass.getMetadata().getName(),
        isDefault,
        Boolean.TRUE.equals(storageClass.getAllowVolumeExpansion()));
  }

  public static String priorityClass(PriorityClass priorityClass) {
    return priorityClass.getMetadata().getName();
  }

  private static boolean isReady(Node node) {
    return Optional.ofNullable(node.getStatus().getConditions()).orElse(List.of()).stream()
        .anyMatch(
            condition ->
                "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
  }
}
