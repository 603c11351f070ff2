package dev.nestling.test.api.fullcluster;

import dev.nestling.core.plan.Labels;
import dev.nestling.testing.etcd.Places;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Optional;

/** What a scripted etcd runs in, from caches: it is asked every second by every operator. */
public final class ApiPlaces implements Places, AutoCloseable {
  private final SharedIndexInformer<Pod> pods;
  private final SharedIndexInformer<PersistentVolumeClaim> claims;
  private final SharedIndexInformer<ConfigMap> files;

  public ApiPlaces(KubernetesClient admin) {
    pods = cache(admin, Pod.class);
    claims = cache(admin, PersistentVolumeClaim.class);
    files = cache(admin, ConfigMap.class);
  }

  private static <T extends HasMetadata> SharedIndexInformer<T> cache(
      KubernetesClient admin, Class<T> type) {
    return admin
        .resources(type)
        .inAnyNamespace()
        .withLabel(Labels.MANAGED_BY, Labels.NESTLING)
        .inform();
  }

  @Override
  public Optional<Place> find(String namespace, String pod) {
    String member = pod.substring(0, pod.length() - "-0".length());
    boolean runs =
        get(pods, namespace, pod)
            .filter(found -> found.getMetadata().getDeletionTimestamp() == null)
            .filter(found -> "Running".equals(found.getStatus().getPhase()))
            .isPresent();
    return runs
        ? get(claims, namespace, member)
            .flatMap(claim -> get(files, namespace, member).map(file -> place(claim, file)))
        : Optional.empty();
  }

  private static Place place(PersistentVolumeClaim claim, ConfigMap file) {
    return new Place(claim.getMetadata().getUid(), file.getData().getOrDefault("etcd.yaml", ""));
  }

  private static <T extends HasMetadata> Optional<T> get(
      SharedIndexInformer<T> cache, String namespace, String name) {
    return Optional.ofNullable(cache.getStore().getByKey(namespace + "/" + name));
  }

  @Override
  public void close() {
    pods.close();
    claims.close();
    files.close();
  }
}
