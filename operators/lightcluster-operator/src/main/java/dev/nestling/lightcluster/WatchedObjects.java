package dev.nestling.lightcluster;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.core.apply.OwnedKind;
import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
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
final class WatchedObjects {
  /** The pods are the StatefulSet's: watched for what they tell, never written. */
  static final Class<Pod> TOLD_BY = Pod.class;

  private static final String KIND = "LightCluster";
  private static final String SELECTOR =
      Labels.WATCH_SELECTOR + "," + Labels.CLUSTER_KIND + "=" + KIND;

  private WatchedObjects() {}

  static List<EventSource<?, LightCluster>> sources(EventSourceContext<LightCluster> context) {
    List<EventSource<?, LightCluster>> sources = new ArrayList<>();
    OwnedKinds.ALL.stream()
        .filter(kind -> kind.reading() == OwnedKind.Reading.WATCHED)
        .forEach(kind -> sources.add(informer(kind.type(), context)));
    sources.add(informer(TOLD_BY, context));
    return sources;
  }

  private static <R extends HasMetadata> InformerEventSource<R, LightCluster> informer(
      Class<R> type, EventSourceContext<LightCluster> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(type, LightCluster.class)
            .withName(type.getSimpleName())
            .withLabelSelector(SELECTOR)
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
