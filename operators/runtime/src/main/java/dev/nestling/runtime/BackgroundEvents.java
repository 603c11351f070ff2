package dev.nestling.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Set;

/**
 * Reconciles a cluster when something was learned of it in the background, such as that its API
 * begins or stops to answer.
 *
 * @param <P> the kind
 */
public final class BackgroundEvents<P extends HasMetadata>
    extends AbstractEventSource<BackgroundEvents.News, P> {

  /** That there is something new; what it is, is asked of whoever learned it. */
  public record News() {}

  public BackgroundEvents() {
    super(News.class, "background");
  }

  /** Called by monitors, on threads of their own. */
  public void changed(String namespace, String cluster) {
    if (isRunning()) {
      getEventHandler().handleEvent(new Event(new ResourceID(cluster, namespace)));
    }
  }

  @Override
  public Set<News> getSecondaryResources(P cluster) {
    return Set.of();
  }
}
