package dev.nestling.nodepool.machines;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nestling.core.objects.SecretData;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Optional;

/** The management cluster as a pool of machines reads and writes it. */
final class MachinesPoolStore {
  /** As in Secrets of type {@code kubernetes.io/ssh-auth}. */
  static final String PRIVATE_KEY = "ssh-privatekey";

  /** What must not be forgotten stays until it is undone, also in a namespace that goes. */
  private static final String FINALIZER = "nestling.dev/nodepool";

  private final KubernetesClient client;
  private final Custody custody;

  MachinesPoolStore(KubernetesClient client, Custody custody) {
    this.client = client;
    this.custody = custody;
  }

  /** The private key in a Secret beside the record, if both are there. */
  Optional<String> privateKey(String secret) {
    Secret found = client.secrets().inNamespace(custody.namespace()).withName(secret).get();
    return Optional.ofNullable(found).flatMap(it -> SecretData.text(it, PRIVATE_KEY));
  }

  /** What is stored, whoever's it is. */
  Optional<Secret> stored() {
    return Optional.ofNullable(
        client.secrets().inNamespace(custody.namespace()).withName(custody.secret()).get());
  }

  /**
   * Writes it against what it was decided on; an empty one is none.
   *
   * @throws KubernetesClientException when somebody has written another one since
   */
  void write(Enrolment enrolment, Optional<Secret> read) {
    if (enrolment.isEmpty()) {
      read.ifPresent(this::remove);
      return;
    }
    Secret wanted = enrolment.stored(custody);
    wanted.getMetadata().setFinalizers(List.of(FINALIZER));
    if (read.isEmpty()) {
      client.resource(wanted).create();
      return;
    }
    ObjectNode patch = client.getKubernetesSerialization().convertValue(wanted, ObjectNode.class);
    patch
        .withObjectProperty("metadata")
        .put("resourceVersion", read.get().getMetadata().getResourceVersion());
    ObjectNode data = patch.withObjectProperty("data");
    if (read.get().getData() != null) {
      read.get().getData().keySet().stream().filter(name -> !data.has(name)).forEach(data::putNull);
    }
    if (read.get().getMetadata().getDeletionTimestamp() != null) {
      patch.withObjectProperty("metadata").remove("finalizers");
    }
    client.resource(wanted).patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
  }

  private void remove(Secret read) {
    client
        .resource(read)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\": {\"resourceVersion\": \"%s\", \"finalizers\": null}, \"data\": null}"
                .formatted(read.getMetadata().getResourceVersion()));
    client.resource(read).delete();
  }
}
