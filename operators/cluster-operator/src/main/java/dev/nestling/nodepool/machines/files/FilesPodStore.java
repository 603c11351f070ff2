package dev.nestling.nodepool.machines.files;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;

/** Pods that serve files, beside the operator. */
public final class FilesPodStore {
  private final KubernetesClient client;
  private final String namespace;

  /**
   * @param namespace of the operator
   */
  public FilesPodStore(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  String namespace() {
    return namespace;
  }

  Optional<Pod> find(MachineFiles.FilesKey key) {
    return Optional.ofNullable(
        client
            .pods()
            .inNamespace(namespace)
            .withName(FilesPod.name(key.image(), key.architecture()))
            .get());
  }

  void create(MachineFiles.FilesKey key) {
    client.resource(FilesPod.build(key.image(), key.architecture(), namespace)).create();
  }

  void delete(Pod pod) {
    client.resource(pod).delete();
  }
}
