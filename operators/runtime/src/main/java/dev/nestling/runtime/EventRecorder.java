package dev.nestling.runtime;

import dev.nestling.core.plan.Owner;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes Kubernetes Events about a cluster. They are a courtesy: a refused one stops nothing. */
public final class EventRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);

  /** The API refuses longer notes. */
  private static final int LONGEST_MESSAGE = 1024;

  private final String component;
  private final String instance;

  /**
   * @param operator such as {@code lightcluster-operator}
   */
  public EventRecorder(String operator) {
    this.component = "nestling.dev/" + operator;
    this.instance = Optional.ofNullable(System.getenv("HOSTNAME")).orElse(operator);
  }

  /** Writes one Event for each. */
  public void record(
      KubernetesClient client, HasMetadata cluster, List<Happening> happenings, Instant now) {
    for (Happening happening : happenings) {
      try {
        create(client, cluster, happening, now.truncatedTo(ChronoUnit.SECONDS).toString());
      } catch (KubernetesClientException e) {
        LOG.debug("Event {} was not recorded", happening.reason(), e);
      }
    }
  }

  private void create(
      KubernetesClient client, HasMetadata cluster, Happening happening, String time) {
    ObjectMeta about = cluster.getMetadata();
    Owner owner = Owner.of(cluster);
    String message = happening.message();
    client
        .v1()
        .events()
        .inNamespace(about.getNamespace())
        .resource(
            new EventBuilder()
                .withNewMetadata()
                .withGenerateName(about.getName() + "-")
                .withNamespace(about.getNamespace())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(owner.apiVersion())
                .withKind(owner.kind())
                .withName(owner.name())
                .withNamespace(about.getNamespace())
                .withUid(owner.uid())
                .endInvolvedObject()
                .withType(happening.warning() ? "Warning" : "Normal")
                .withReason(happening.reason())
                .withMessage(message.substring(0, Math.min(message.length(), LONGEST_MESSAGE)))
                .withCount(1)
                .withFirstTimestamp(time)
                .withLastTimestamp(time)
                .withNewSource()
                .withComponent(component)
                .endSource()
                .withReportingComponent(component)
                .withReportingInstance(instance)
                .build())
        .create();
  }
}
