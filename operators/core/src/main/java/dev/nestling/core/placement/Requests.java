package dev.nestling.core.placement;

import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;

/** What pods request, as far as it was granted. */
public final class Requests {
  private Requests() {}

  /** The same with no more CPU and memory requested than granted; limits stay as they are. */
  public static ResourceRequirements within(ResourceRequirements asked, Amount granted) {
    Amount wanted = Amount.ofPod(asked.getRequests());
    var within = new ResourceRequirementsBuilder(asked);
    if (wanted.milliCpu() > granted.milliCpu()) {
      within.addToRequests("cpu", granted.cpu());
    }
    if (wanted.memory() > granted.memory()) {
      within.addToRequests("memory", granted.memoryQuantity());
    }
    return within.build();
  }
}
