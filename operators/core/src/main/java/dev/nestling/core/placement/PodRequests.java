package dev.nestling.core.placement;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a pod requests, as the scheduler counts it. */
public final class PodRequests {
  private PodRequests() {}

  /**
   * Containers and those that run beside them together, or the largest that runs before them if
   * that is more.
   */
  public static Amount of(PodSpec spec) {
    Amount together = Amount.NOTHING;
    for (Container container : spec.getContainers()) {
      together = together.plus(of(container));
    }
    Amount before = Amount.NOTHING;
    for (Container container : list(spec.getInitContainers())) {
      if ("Always".equals(container.getRestartPolicy())) {
        together = together.plus(of(container));
      } else {
        before = before.most(of(container));
      }
    }
    Amount overhead =
        spec.getOverhead() == null ? Amount.NOTHING : Amount.ofPod(spec.getOverhead());
    Amount all = together.most(before).plus(overhead);
    return new Amount(all.milliCpu(), all.memory(), 1);
  }

  private static Amount of(Container container) {
    return Amount.ofPod(
        container.getResources() == null ? null : container.getResources().getRequests());
  }

  private static List<Container> list(@Nullable List<Container> containers) {
    return containers == null ? List.of() : containers;
  }
}
