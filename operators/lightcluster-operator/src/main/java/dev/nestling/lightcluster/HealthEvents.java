package dev.nestling.lightcluster;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.core.nested.Health;
import dev.nestling.core.nested.ProbeKey;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Set;

/** Reconciles a cluster when its API begins or stops to answer. */
public final class HealthEvents extends AbstractEventSource<Health, LightCluster> {
  public HealthEvents() {
    super(Health.class, "nested-health");
  }

  /** Called by the monitor, on a thread of its own. */
  public void changed(ProbeKey key) {
    if (isRunning()) {
      getEventHandler().handleEvent(new Event(new ResourceID(key.cluster(), key.namespace())));
    }
  }

  /** What was answered is asked of the monitor, not of this. */
  @Override
  public Set<Health> getSecondaryResources(LightCluster cluster) {
    return Set.of();
  }
}
