package dev.nestling.testing.golden;

import dev.nestling.core.apply.Applied;
import dev.nestling.core.apply.ApplyFailure;
import dev.nestling.core.apply.Identity;
import dev.nestling.core.apply.NameConflict;
import dev.nestling.core.apply.ObjectRef;
import dev.nestling.core.plan.Labels;
import dev.nestling.core.plan.Plan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LoadBalancerStatus;
import io.fabric8.kubernetes.api.model.LoadBalancerStatusBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Does to planned objects what a management cluster would: nothing but what scenarios need. */
public class PlayedManagement {
  static final String CLUSTER_IP = "10.96.1.2";
  private static final int FIRST_NODE_PORT = 30443;

  private final Mishaps mishaps;

  protected PlayedManagement(Mishaps mishaps) {
    this.mishaps = mishaps;
  }

  /** What applying the plan comes to. */
  public Applied apply(Plan plan) {
    List<HasMetadata> after = new ArrayList<>();
    for (HasMetadata object : plan.objects()) {
      String name = Mishaps.nameOf(object);
      if (name.equals(mishaps.conflict())) {
        return new Applied(
            after,
            List.of(
                new NameConflict(
                    ObjectRef.of(object),
                    new NameConflict.Holder.Controller("FullCluster", "other", "uid-of-other"))),
            List.of(),
            0);
      }
      if (name.equals(mishaps.refused())) {
        return new Applied(
            after,
            List.of(),
            List.of(new ApplyFailure(ObjectRef.of(object), "Invalid", name + " was refused")),
            0);
      }
      after.add(accepted(object));
    }
    return new Applied(after, List.of(), List.of(), 0);
  }

  /** The object as it is stored, with what controllers say of it. */
  protected HasMetadata accepted(HasMetadata object) {
    return object instanceof Service service ? service(service) : object;
  }

  /** A Service without an address of its own stays as it is. */
  private Service service(Service service) {
    if (Mishaps.is(mishaps.withoutAddress()) || "None".equals(service.getSpec().getClusterIP())) {
      return service;
    }
    ServiceBuilder accepted =
        new ServiceBuilder(service)
            .editSpec()
            .withClusterIP(CLUSTER_IP)
            .withClusterIPs(CLUSTER_IP)
            .endSpec();
    if (!service.getSpec().getType().equals("ClusterIP")) {
      accepted.editSpec().withPorts(onNodes(service.getSpec().getPorts())).endSpec();
    }
    if (mishaps.balancer() != null) {
      accepted.withNewStatus().withLoadBalancer(balancer(mishaps.balancer())).endStatus();
    }
    return accepted.build();
  }

  private static List<ServicePort> onNodes(List<ServicePort> ports) {
    List<ServicePort> given = new ArrayList<>();
    for (ServicePort port : ports) {
      int number = FIRST_NODE_PORT + given.size();
      given.add(
          port.getNodePort() == null
              ? new ServicePortBuilder(port).withNodePort(number).build()
              : port);
    }
    return given;
  }

  private static LoadBalancerStatus balancer(String host) {
    boolean address = Character.isDigit(host.charAt(0));
    return new LoadBalancerStatusBuilder()
        .addNewIngress()
        .withIp(address ? host : null)
        .withHostname(address ? null : host)
        .endIngress()
        .build();
  }

  /** What is left of objects after the world had its way with them. */
  public List<HasMetadata> remains(List<HasMetadata> objects) {
    return objects.stream()
        .filter(object -> !mishaps.isLost(object))
        .filter(object -> !mishaps.isOfNamesake() || Identity.isPartOf(object))
        .map(object -> Mishaps.is(mishaps.retained()) ? orphan(object) : object)
        .map(object -> mishaps.isLeaving(object) ? leaving(object) : object)
        .map(object -> mishaps.isDamaged(object) ? damage(object) : object)
        .toList();
  }

  private static HasMetadata orphan(HasMetadata object) {
    Map<String, String> annotations = new HashMap<>(object.getMetadata().getAnnotations());
    annotations.put(Labels.RETAINED, "true");
    annotations.remove(Labels.OWNER_UID);
    object.getMetadata().setAnnotations(annotations);
    return object;
  }

  private static HasMetadata leaving(HasMetadata object) {
    object.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
    return object;
  }

  private static HasMetadata damage(HasMetadata object) {
    return new SecretBuilder((Secret) object).withData(Map.of("tls.crt", "AAAA")).build();
  }
}
