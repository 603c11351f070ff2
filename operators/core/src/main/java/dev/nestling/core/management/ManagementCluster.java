package dev.nestling.core.management;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a cluster has to know of the cluster that it runs in.
 *
 * @param serviceCIDRs empty when the cluster does not tell (Kubernetes before 1.33)
 * @param podCIDRs of its nodes; empty when its network does not use them
 * @param nodes that have an address, sorted by name
 * @param storageClasses sorted by name; empty when the operator may not ask
 * @param priorityClasses their names; empty when the operator may not ask
 */
public record ManagementCluster(
    List<String> serviceCIDRs,
    List<String> podCIDRs,
    List<NodeAddress> nodes,
    Optional<List<StorageClassFacts>> storageClasses,
    Optional<Set<String>> priorityClasses) {

  public ManagementCluster {
    serviceCIDRs = List.copyOf(serviceCIDRs);
    podCIDRs = List.copyOf(podCIDRs);
    nodes = List.copyOf(nodes);
    storageClasses = storageClasses.map(List::copyOf);
    priorityClasses = priorityClasses.map(Set::copyOf);
  }

  /** One of which everything is known. */
  public ManagementCluster(
      List<String> serviceCIDRs,
      List<String> podCIDRs,
      List<NodeAddress> nodes,
      List<StorageClassFacts> storageClasses,
      Set<String> priorityClasses) {
    this(serviceCIDRs, podCIDRs, nodes, Optional.of(storageClasses), Optional.of(priorityClasses));
  }

  /**
   * @param address the node's external one if it has one, its internal one otherwise
   * @param ready whether the node is
   */
  public record NodeAddress(String node, String address, boolean ready) {
    /** A node that is ready. */
    public NodeAddress(String node, String address) {
      this(node, address, true);
    }
  }

  /**
   * @param isDefault whether claims without a class get this one
   * @param expandable whether its claims may grow
   */
  public record StorageClassFacts(String name, boolean isDefault, boolean expandable) {}
}
