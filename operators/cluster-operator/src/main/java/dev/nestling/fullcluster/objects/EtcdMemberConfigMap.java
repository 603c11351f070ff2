package dev.nestling.fullcluster.objects;

import dev.nestling.core.etcd.MemberConfiguration;
import dev.nestling.core.etcd.Start;
import dev.nestling.core.objects.Role;
import dev.nestling.core.objects.VolumeClaim;
import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/** The file that a member is started with. It says how to start without data: mostly not at all. */
public final class EtcdMemberConfigMap {
  static final String FILE = "etcd.yaml";
  static final String CONFIG_DIR = "/etc/etcd/config";
  static final String PKI_DIR = "/etc/etcd/pki";
  static final String DATA_DIR = "/var/lib/etcd";

  /** Half of the volume is for the log, snapshots and defragmentation. */
  private static final BigDecimal SHARE_OF_VOLUME = new BigDecimal("0.5");

  /** What etcd recommends as the largest database. */
  private static final long LARGEST_QUOTA = 8L << 30;

  private EtcdMemberConfigMap() {}

  public static ConfigMap build(
      FullClusterScope scope,
      EtcdMember member,
      Start start,
      Optional<PersistentVolumeClaim> volume) {
    return build(scope, member, word(start), configuration(scope, member, start, volume).yaml());
  }

  /** The existing one again, as it is. */
  public static ConfigMap keep(FullClusterScope scope, EtcdMember member, ConfigMap existing) {
    return build(
        scope,
        member,
        startWord(existing).orElse(""),
        Optional.ofNullable(existing.getData()).map(data -> data.get(FILE)).orElse(""));
  }

  private static ConfigMap build(
      FullClusterScope scope, EtcdMember member, String word, String text) {
    return new ConfigMapBuilder()
        .withMetadata(
            scope.metadata(member.objectName(), Role.ETCD, Map.of(Labels.ETCD_START, word)))
        .withData(Map.of(FILE, text))
        .build();
  }

  /** Whether the file, as it is written, keeps the member from starting without data. */
  public static boolean isSealed(ConfigMap existing) {
    return startWord(existing).filter(word(new Start.Sealed())::equals).isPresent();
  }

  private static Optional<String> startWord(ConfigMap existing) {
    return Optional.ofNullable(existing.getMetadata().getAnnotations())
        .map((Map<String, String> annotations) -> annotations.get(Labels.ETCD_START));
  }

  private static String word(Start start) {
    return switch (start) {
      case Start.Founding founding -> "Founding";
      case Start.Joining joining -> "Joining";
      case Start.Sealed sealed -> "Sealed";
    };
  }

  private static MemberConfiguration configuration(
      FullClusterScope scope,
      EtcdMember member,
      Start start,
      Optional<PersistentVolumeClaim> volume) {
    return new MemberConfiguration(
        member.podName(),
        scope.owner().uid(),
        new MemberConfiguration.Addresses(
            "https://0.0.0.0:" + EtcdMember.PEER_PORT,
            "https://0.0.0.0:" + EtcdMember.CLIENT_PORT,
            "http://0.0.0.0:" + EtcdMember.PROBE_PORT,
            member.peerUrl(),
            member.clientUrl()),
        new MemberConfiguration.Files(
            DATA_DIR + "/data",
            PKI_DIR + "/member.crt",
            PKI_DIR + "/member.key",
            PKI_DIR + "/ca.crt"),
        quota(scope, volume),
        start);
  }

  /** Of what the volume has, and not of what it is to get: a disk that fills stops the member. */
  public static long quota(FullClusterScope scope, Optional<PersistentVolumeClaim> volume) {
    BigDecimal asked =
        volume
            .flatMap(VolumeClaim::requested)
            .orElse(scope.spec().etcd().volumeSize())
            .getNumericalAmount();
    return volume
        .map(PersistentVolumeClaim::getStatus)
        .flatMap(status -> Optional.ofNullable(status.getCapacity()))
        .flatMap(capacity -> Optional.ofNullable(capacity.get("storage")))
        .map(found -> found.getNumericalAmount().min(asked))
        .orElse(asked)
        .multiply(SHARE_OF_VOLUME)
        .min(BigDecimal.valueOf(LARGEST_QUOTA))
        .longValue();
  }
}
