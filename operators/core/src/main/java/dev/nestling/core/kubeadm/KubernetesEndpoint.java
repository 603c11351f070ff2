package dev.nestling.core.kubeadm;

import dev.nestling.core.network.AddressText;
import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.List;
import java.util.Map;

/**
 * Where the Service default/kubernetes leads, instead of what an API server with {@code
 * --endpoint-reconciler-type=none} leaves out: its own address is a pod's in another cluster.
 *
 * <p>The controllers for slices look at nothing but slices with their own name as manager, and none
 * mirrors Endpoints that ask to be skipped. The family of a slice can't be changed: for an address
 * of the other family it has to be deleted first.
 */
public final class KubernetesEndpoint {
  private static final String NAMESPACE = "default";
  private static final String SERVICE = "kubernetes";
  private static final String PORT = "https";
  private static final String SLICE_OF = "kubernetes.io/service-name";
  private static final String SLICE_MANAGER = "endpointslice.kubernetes.io/managed-by";
  private static final String SKIP_MIRROR = "endpointslice.kubernetes.io/skip-mirror";

  private KubernetesEndpoint() {}

  /**
   * @param address a literal that pods reach
   * @param port of the API there
   */
  public static List<HasMetadata> objects(String address, int port) {
    String canonical = AddressText.canonical(address);
    return List.of(slice(canonical, port), endpoints(canonical, port));
  }

  private static EndpointSlice slice(String address, int port) {
    return new EndpointSliceBuilder()
        .withMetadata(
            NestedMetadata.in(
                NAMESPACE, SERVICE, Map.of(SLICE_OF, SERVICE, SLICE_MANAGER, Labels.NESTLING)))
        .withAddressType(AddressText.isV6(address) ? "IPv6" : "IPv4")
        .addNewEndpoint()
        .withAddresses(address)
        .withNewConditions()
        .withReady(true)
        .endConditions()
        .endEndpoint()
        .addNewPort()
        .withName(PORT)
        .withPort(port)
        .withProtocol("TCP")
        .endPort()
        .build();
  }

  /** For programs that don't know slices yet. */
  private static Endpoints endpoints(String address, int port) {
    return new EndpointsBuilder()
        .withMetadata(NestedMetadata.in(NAMESPACE, SERVICE, Map.of(SKIP_MIRROR, "true")))
        .addNewSubset()
        .addNewAddress()
        .withIp(address)
        .endAddress()
        .addNewPort()
        .withName(PORT)
        .withPort(port)
        .withProtocol("TCP")
        .endPort()
        .endSubset()
        .build();
  }
}
