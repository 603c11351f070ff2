package dev.nestling.core.cluster;

import dev.nestling.core.apply.Applier;
import dev.nestling.core.apply.NameConflict;
import dev.nestling.core.apply.ObjectSet;
import dev.nestling.core.encryption.EncryptionKeys;
import dev.nestling.core.objects.ClusterCaSecret;
import dev.nestling.core.objects.ClusterScope;
import dev.nestling.core.objects.EncryptionSecret;
import dev.nestling.core.objects.FrontProxyCaSecret;
import dev.nestling.core.objects.SecretData;
import dev.nestling.core.objects.ServiceAccountKeysSecret;
import dev.nestling.core.pki.Authority;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.Minter;
import dev.nestling.core.pki.SigningKey;
import dev.nestling.core.plan.Names;
import dev.nestling.core.plan.Problem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The Secrets that are a cluster's identity. They are minted once, before anything that depends on
 * them exists. Missing ones are minted only while nothing shows that the cluster had been whole:
 * new keys over old data would lock everyone out of it for good.
 */
public sealed interface KeyMaterial {
  /** The reason of a cluster whose keys are gone while something of it is left. */
  String LOST = "KeyMaterialLost";

  /** The reason of a cluster whose keys can't be used. */
  String DAMAGED = "KeyMaterialDamaged";

  /** The reason of a cluster that would take retained keys away from the data that needs them. */
  String DATA_LEFT_OUT = "RetainedDataLeftOut";

  /**
   * What is known of a cluster's keys.
   *
   * @param scope the cluster
   * @param own its objects, and those that were left for it
   * @param taken data and keys under its names that are somebody else's
   * @param later names of objects that are made only after all keys
   * @param leftOut what is wrong with taking over keys without their data
   */
  record Facts(
      ClusterScope scope,
      ObjectSet own,
      List<NameConflict> taken,
      List<String> later,
      Optional<Problem> leftOut) {}

  /**
   * All of it, old or new.
   *
   * @param cluster the cluster's authority
   * @param frontProxy the authority of the API server's own client certificate
   * @param tokens signs service-account tokens
   * @param encryption the encryption-at-rest configuration
   * @param identity what the datastore is stamped with
   * @param etcd the authority of etcd's members and clients, where the cluster has an etcd
   */
  record Whole(
      KeyPair cluster,
      KeyPair frontProxy,
      SigningKey tokens,
      String encryption,
      String identity,
      Optional<KeyPair> etcd)
      implements KeyMaterial {

    /** The same with another file of encryption keys. */
    public Whole withEncryption(String file) {
      return new Whole(cluster, frontProxy, tokens, file, identity, etcd);
    }

    /**
     * Something secret that stays the same for as long as the cluster is itself, to make codes of
     * other secrets with.
     */
    public String lastingSecret() {
      return tokens.privateKeyPem();
    }

    /** Without any key, so that no log ever shows one. */
    @Override
    public String toString() {
      return "Whole[" + identity + "]";
    }

    /** In the order in which they are written; etcd's own comes after them. */
    public List<HasMetadata> secrets(ClusterScope scope) {
      return List.of(
          ClusterCaSecret.build(scope, cluster, identity),
          FrontProxyCaSecret.build(scope, frontProxy),
          ServiceAccountKeysSecret.build(scope, tokens),
          EncryptionSecret.build(scope, encryption));
    }
  }

  /** Something that minting would make worse. */
  record Unusable(Problem problem) implements KeyMaterial {}

  static KeyMaterial of(Facts facts, Instant now, Minter minter) {
    Optional<Problem> problem = check(facts, now);
    return problem.isPresent() ? new Unusable(problem.get()) : keepOrMint(facts, now, minter);
  }

  /** What is wrong with the keys; also what the condition of the keys is made from. */
  static Optional<Problem> check(Facts facts, Instant now) {
    Names names = facts.scope().names();
    return Stream.<Optional<Problem>>of(
            missing(facts),
            retained(facts).isPresent() ? facts.leftOut() : Optional.empty(),
            damagedAuthority(facts, names.clusterCa(), now),
            damagedAuthority(facts, names.frontProxyCa(), now),
            damagedAuthority(facts, names.etcdCa(), now),
            unreadable(facts, names.serviceAccountKeys(), ServiceAccountKeysSecret::read),
            unreadable(facts, names.encryption(), EncryptionSecret::read))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Problem> missing(Facts facts) {
    List<String> missing =
        facts.scope().keyNames().stream()
            .filter(name -> facts.own().secret(name).isEmpty())
            .toList();
    return missing.isEmpty() ? Optional.empty() : taken(facts).or(() -> lost(facts, missing));
  }

  /** Nothing is minted beside data or keys of somebody else: they may yet be handed over. */
  private static Optional<Problem> taken(Facts facts) {
    return facts.taken().stream()
        .map(conflict -> TakenNames.problem(conflict, facts.scope()))
        .findFirst();
  }

  private static Optional<Problem> lost(Facts facts, List<String> missing) {
    return wasWhole(facts)
        .map(
            evidence ->
                new Problem(
                    LOST,
                    ("the keys in Secret %s are gone, but %s is left of the cluster; restore"
                            + " them from a backup, or delete the %s and what it"
                            + " retained to begin anew")
                        .formatted(
                            String.join(", ", missing), evidence, facts.scope().owner().kind())));
  }

  /** Something that was made only after all keys; keys are written first and in this order. */
  private static Optional<String> wasWhole(Facts facts) {
    Stream<HasMetadata> later =
        facts.later().stream()
            .flatMap(
                name ->
                    facts.own().objects().stream()
                        .filter(object -> name.equals(object.getMetadata().getName())));
    Stream<HasMetadata> left = facts.own().objects().stream().filter(Applier::isRetained);
    return Stream.concat(later, left)
        .findFirst()
        .map(object -> object.getKind() + " " + object.getMetadata().getName());
  }

  /** A key that a deleted cluster left. */
  private static Optional<Secret> retained(Facts facts) {
    return facts.scope().keyNames().stream()
        .flatMap(name -> facts.own().secret(name).stream())
        .filter(Applier::isRetained)
        .findFirst();
  }

  private static Optional<Problem> damagedAuthority(Facts facts, String name, Instant now) {
    return facts
        .own()
        .secret(name)
        .flatMap(
            secret ->
                switch (Authority.examine(SecretData.authority(secret), now)) {
                  case Authority.Present present -> Optional.empty();
                  case Authority.Absent absent ->
                      Optional.of(damaged(name, "it has no tls.crt and tls.key"));
                  case Authority.Damaged damage ->
                      Optional.of(damaged(name, damage.reason().message()));
                });
  }

  private static Optional<Problem> unreadable(
      Facts facts, String name, Function<Secret, Optional<?>> reader) {
    return facts
        .own()
        .secret(name)
        .filter(secret -> reader.apply(secret).isEmpty())
        .map(secret -> damaged(name, "its content is missing"));
  }

  private static Problem damaged(String name, String what) {
    return new Problem(
        DAMAGED,
        "the keys in Secret %s can't be used: %s; restore the Secret from a backup"
            .formatted(name, what));
  }

  private static Whole keepOrMint(Facts facts, Instant now, Minter minter) {
    Names names = facts.scope().names();
    ObjectSet own = facts.own();
    Optional<Secret> ca = own.secret(names.clusterCa());
    return new Whole(
        authority(facts, names.clusterCa())
            .orElseGet(() -> minter.certificateAuthority(names.cluster() + "-ca", now)),
        authority(facts, names.frontProxyCa())
            .orElseGet(() -> minter.certificateAuthority(names.cluster() + "-front-proxy-ca", now)),
        own.secret(names.serviceAccountKeys())
            .flatMap(ServiceAccountKeysSecret::read)
            .orElseGet(minter::signingKey),
        own.secret(names.encryption())
            .flatMap(EncryptionSecret::read)
            .orElseGet(
                () ->
                    EncryptionKeys.of(
                            facts.scope().common().security().encryptionKeyGeneration(),
                            minter.encryptionKey())
                        .yaml()),
        ca.flatMap(ClusterCaSecret::identity).orElseGet(() -> facts.scope().owner().uid()),
        facts.scope().keyNames().contains(names.etcdCa())
            ? authority(facts, names.etcdCa())
                .or(
                    () ->
                        Optional.of(minter.certificateAuthority(names.cluster() + "-etcd-ca", now)))
            : Optional.empty());
  }

  private static Optional<KeyPair> authority(Facts facts, String name) {
    return facts.own().secret(name).flatMap(SecretData::authority);
  }
}
