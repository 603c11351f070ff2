package dev.nestling.runtime;

import dev.nestling.core.apply.OwnedKind;
import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The informers. All select by our labels, so that memory does not grow with what is not ours. An
 * object leads to its cluster by its labels and not by its owner, because what a deleted cluster
 * left behind has none.
 */
public final class WatchedObjects {

  /**
   * What one kind of cluster watches.
   *
   * @param type of the cluster
   * @param owned those of them that are watched get an informer
   * @param toldBy kinds that are watched for what they tell, and never applied: pods
   */
  public record Kind<P extends HasMetadata>(
      Class<P> type, List<OwnedKind> owned, List<Class<? extends HasMetadata>> toldBy) {

    String selector() {
      return Labels.WATCH_SELECTOR + "," + Labels.CLUSTER_KIND + "=" + HasMetadata.getKind(type);
    }
  }

  private WatchedObjects() {}

  public static <P extends HasMetadata> List<EventSource<?, P>> sources(
      EventSourceContext<P> context, Kind<P> kind) {
    List<EventSource<?, P>> sources = new ArrayList<>();
    kind.owned().stream()
        .filter(owned -> owned.reading() == OwnedKind.Reading.WATCHED)
        .forEach(owned -> sources.add(informer(owned.type(), context, kind)));
    kind.toldBy().forEach(type -> sources.add(informer(type, context, kind)));
    return sources;
  }

  private static <R extends HasMetadata, P extends HasMetadata> InformerEventSource<R, P> informer(
      Class<R> type, EventSourceContext<P> context, Kind<P> kind) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(type, kind.type())
            .withName(type.getSimpleName())
            .withLabelSelector(kind.selector())
            .withSecondaryToPrimaryMapper(WatchedObjects::clusterOf)
            .build(),
        context);
  }

  private static Set<ResourceID> clusterOf(HasMetadata object) {
    return Optional.ofNullable(object.getMetadata().getLabels())
        .map((Map<String, String> labels) -> labels.get(Labels.CLUSTER))
        .map(name -> Set.of(new ResourceID(name, object.getMetadata().getNamespace())))
        .orElse(Set.of());
  }
}
