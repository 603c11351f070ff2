package dev.nestling.core.placement;

import dev.nestling.api.v1alpha1.CommonSpec.PodScheduling;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What ties pods to the nodes of one pool: the nodes' label, and the taint of those that are
 * dedicated.
 *
 * @param value of label and taint: {@link PoolReference#mark}
 */
public record PoolMark(String value) {
  /** Label of a pool's nodes, and taint of dedicated ones. */
  public static final String KEY = "nestling.dev/node-pool";

  /** Of the taint. */
  public static final String EFFECT = "NoSchedule";

  /** The mark that pods have already. */
  public static Optional<PoolMark> of(PodSpec pod) {
    return Optional.ofNullable(pod.getNodeSelector())
        .map((Map<String, String> selector) -> selector.get(KEY))
        .map(PoolMark::new);
  }

  /** Pods with this mark run on the pool's nodes, wherever else they might. */
  public PodScheduling on(PodScheduling asked) {
    Map<String, String> selector = new LinkedHashMap<>(asked.nodeSelector());
    selector.put(KEY, value);
    List<Toleration> tolerations = new ArrayList<>(asked.tolerations());
    tolerations.removeIf(this::isOurs);
    tolerations.add(
        new TolerationBuilder()
            .withKey(KEY)
            .withOperator("Equal")
            .withValue(value)
            .withEffect(EFFECT)
            .build());
    return new PodScheduling(
        selector,
        tolerations,
        asked.affinity(),
        asked.topologySpreadConstraints(),
        asked.priorityClassName());
  }

  private boolean isOurs(Toleration toleration) {
    return KEY.equals(toleration.getKey()) && value.equals(toleration.getValue());
  }
}
