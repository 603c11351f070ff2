package dev.nestling.core.objects;

import dev.nestling.api.v1alpha1.CommonSpec;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What every pod of a control plane has: it meets Pod Security {@code restricted}. */
public final class RestrictedPod {
  /** uid and gid. */
  private static final long NONROOT = 65532;

  private RestrictedPod() {}

  /**
   * A pod without containers and volumes.
   *
   * @param serviceAccount one without a token: these pods have no business with the management API
   * @param graceSeconds that its containers have to end
   */
  public static PodSpecBuilder spec(
      CommonSpec.PodScheduling placement, String serviceAccount, long graceSeconds) {
    PodSpecBuilder pod =
        new PodSpecBuilder()
            .withServiceAccountName(serviceAccount)
            .withAutomountServiceAccountToken(false)
            .withEnableServiceLinks(false)
            .withTerminationGracePeriodSeconds(graceSeconds)
            .withNewSecurityContext()
            .withRunAsNonRoot(true)
            .withRunAsUser(NONROOT)
            .withRunAsGroup(NONROOT)
            .withFsGroup(NONROOT)
            .withFsGroupChangePolicy("OnRootMismatch")
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile()
            .endSecurityContext();
    if (!placement.nodeSelector().isEmpty()) {
      pod.withNodeSelector(placement.nodeSelector());
    }
    pod.withTolerations(placement.tolerations());
    pod.withTopologySpreadConstraints(placement.topologySpreadConstraints());
    placement.affinity().ifPresent(pod::withAffinity);
    placement.priorityClassName().ifPresent(pod::withPriorityClassName);
    return pod;
  }

  /**
   * Over nodes, then over zones, as far as there are enough of them.
   *
   * @param strictly whether a pod rather waits than shares a node while another one is free of its
   *     kind
   */
  public static List<TopologySpreadConstraint> spread(
      Map<String, String> selector, boolean strictly) {
    return List.of(
        spread(selector, "kubernetes.io/hostname", strictly ? "DoNotSchedule" : "ScheduleAnyway"),
        spread(selector, "topology.kubernetes.io/zone", "ScheduleAnyway"));
  }

  private static TopologySpreadConstraint spread(
      Map<String, String> selector, String topology, String otherwise) {
    return new TopologySpreadConstraintBuilder()
        .withMaxSkew(1)
        .withTopologyKey(topology)
        .withWhenUnsatisfiable(otherwise)
        .withNodeTaintsPolicy("Honor")
        .withLabelSelector(new LabelSelectorBuilder().withMatchLabels(selector).build())
        .build();
  }

  /** Of every container. */
  public static SecurityContext container() {
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .build();
  }

  /** Go's collector holds a program below nine tenths of its limit; no limit, no variable. */
  public static Optional<EnvVar> goMemoryLimit(ResourceRequirements resources) {
    return Optional.ofNullable(resources.getLimits())
        .map(limits -> limits.get("memory"))
        .map(limit -> limit.getNumericalAmount().multiply(new BigDecimal("0.9")).toBigInteger())
        .map(bytes -> new EnvVar("GOMEMLIMIT", bytes + "B", null));
  }
}
