package dev.nestling.test.bench;

import dev.nestling.core.nested.NestedTarget;
import dev.nestling.core.objects.SecretData;
import dev.nestling.core.pki.CertificateRequest;
import dev.nestling.core.pki.SecureMinter;
import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.Owned;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The same objects as a FullCluster's, applied all at once by somebody who knows every key and
 * address before: what an operator can't be faster than by much.
 *
 * @param objects without an owner and without the label by which operators find theirs
 */
record HandMadeCluster(NestedCluster of, List<HasMetadata> objects) {
  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  private static final String ETCD_FILE = "etcd.yaml";

  /** Taken from a cluster that runs. */
  static HandMadeCluster copyOf(NestedCluster cluster) {
    List<HasMetadata> found =
        Owned.objects(cluster.management(), cluster.namespace(), cluster.name());
    String founders =
        found.stream()
            .filter(StatefulSet.class::isInstance)
            .map(set -> set.getMetadata().getName())
            .sorted()
            .map(name -> "%s-0=https://%s.%s.svc:2380".formatted(name, name, cluster.namespace()))
            .collect(Collectors.joining(","));
    return new HandMadeCluster(
        cluster, found.stream().map(object -> plain(object, founders)).toList());
  }

  private static HasMetadata plain(HasMetadata object, String founders) {
    HasMetadata copy = Serialization.clone(object);
    Map<String, String> labels = new HashMap<>(object.getMetadata().getLabels());
    labels.remove(MANAGED_BY);
    copy.setMetadata(
        new ObjectMetaBuilder()
            .withName(object.getMetadata().getName())
            .withNamespace(object.getMetadata().getNamespace())
            .withLabels(labels)
            .build());
    switch (copy) {
      case ConfigMap file when file.getData().containsKey(ETCD_FILE) -> found(file, founders);
      case PersistentVolumeClaim claim -> {
        claim.getSpec().setVolumeName(null);
        claim.setStatus(null);
      }
      case StatefulSet set -> set.setStatus(null);
      case Deployment deployment -> deployment.setStatus(null);
      default -> {}
    }
    return copy;
  }

  /** As the founders' file was. */
  private static void found(ConfigMap file, String founders) {
    String text =
        file.getData()
            .getOrDefault(ETCD_FILE, "")
            .replaceAll("initial-cluster: .*", "initial-cluster: \"" + founders + "\"")
            .replace("initial-cluster-state: existing", "initial-cluster-state: new");
    file.setData(Map.of(ETCD_FILE, text));
  }

  /** Applies everything, as {@code kubectl apply -f} does, and returns when that was accepted. */
  long apply() {
    long begun = System.nanoTime();
    objects.forEach(
        object -> of.management().resource(object).fieldManager("bench").serverSideApply());
    return begun;
  }

  /** Where it answers, as an administrator that nothing has to be bound for. */
  NestedTarget target() {
    Secret ca =
        objects.stream()
            .filter(Secret.class::isInstance)
            .map(Secret.class::cast)
            .filter(secret -> secret.getMetadata().getName().equals(of.name() + "-ca"))
            .findFirst()
            .orElseThrow();
    var authority = SecretData.authority(ca).orElseThrow();
    String address =
        of.management()
            .services()
            .inNamespace(of.namespace())
            .withName(of.name() + "-api")
            .require()
            .getSpec()
            .getClusterIP();
    return new NestedTarget(
        URI.create("https://" + address + ":6443"),
        authority.certificatePem(),
        new SecureMinter()
            .sign(authority, CertificateRequest.client("bench", "system:masters"), Instant.now()),
        Optional.empty());
  }

  /** Without its pods, which {@link MeasuredFullCluster#untilGone} ends. */
  void delete() {
    MeasuredFullCluster.orphanPods(of);
    objects.forEach(object -> of.management().resource(object).delete());
    MeasuredFullCluster.untilGone(of);
  }
}
