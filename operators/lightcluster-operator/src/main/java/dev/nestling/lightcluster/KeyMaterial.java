package dev.nestling.lightcluster;

import dev.nestling.api.v1alpha1.EffectiveSpec;
import dev.nestling.core.apply.Applier;
import dev.nestling.core.pki.Authority;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.Minter;
import dev.nestling.core.pki.SigningKey;
import dev.nestling.core.plan.Names;
import dev.nestling.core.plan.Problem;
import dev.nestling.lightcluster.objects.ClusterCaSecret;
import dev.nestling.lightcluster.objects.ClusterScope;
import dev.nestling.lightcluster.objects.EncryptionSecret;
import dev.nestling.lightcluster.objects.FrontProxyCaSecret;
import dev.nestling.lightcluster.objects.SecretData;
import dev.nestling.lightcluster.objects.ServiceAccountKeysSecret;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The four Secrets that are a cluster's identity. They are minted once, before anything that
 * depends on them exists. Missing ones are minted only while nothing shows that the cluster had
 * been whole: new keys over old data would lock everyone out of it for good.
 */
public sealed interface KeyMaterial {
  /** The reason of a cluster whose keys are gone while something of it is left. */
  String LOST = "KeyMaterialLost";

  /** The reason of a cluster whose keys can't be used. */
  String DAMAGED = "KeyMaterialDamaged";

  /** The reason of a cluster that would take retained keys away from the data that needs them. */
  String DATA_LEFT_OUT = "RetainedDataLeftOut";

  /**
   * All of it, old or new.
   *
   * @param cluster the cluster's authority
   * @param frontProxy the authority of the API server's own client certificate
   * @param tokens signs service-account tokens
   * @param encryption the encryption-at-rest configuration
   * @param identity what the datastore is stamped with
   */
  record Whole(
      KeyPair cluster, KeyPair frontProxy, SigningKey tokens, String encryption, String identity)
      implements KeyMaterial {

    /** In the order in which they are written. */
    List<HasMetadata> secrets(ClusterScope scope) {
      return List.of(
          ClusterCaSecret.build(scope, cluster, identity),
          FrontProxyCaSecret.build(scope, frontProxy),
          ServiceAccountKeysSecret.build(scope, tokens),
          EncryptionSecret.build(scope, encryption));
    }
  }

  /** Something that minting would make worse. */
  record Unusable(Problem problem) implements KeyMaterial {}

  static KeyMaterial of(ClusterScope scope, Observed observed, Instant now, Minter minter) {
    Optional<Problem> problem = check(scope, observed, now);
    return problem.isPresent()
        ? new Unusable(problem.get())
        : keepOrMint(scope, observed, now, minter);
  }

  /** What is wrong with the keys; also what the condition of the keys is made from. */
  static Optional<Problem> check(ClusterScope scope, Observed observed, Instant now) {
    Names names = scope.names();
    return Stream.<Optional<Problem>>of(
            missing(scope, observed),
            dataLeftOut(scope, observed),
            damagedAuthority(observed, names.clusterCa(), now),
            damagedAuthority(observed, names.frontProxyCa(), now),
            unreadable(observed, names.serviceAccountKeys(), ServiceAccountKeysSecret::read),
            unreadable(observed, names.encryption(), EncryptionSecret::read))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Problem> missing(ClusterScope scope, Observed observed) {
    Names names = scope.names();
    List<String> missing =
        names.keys().stream().filter(name -> observed.own().secret(name).isEmpty()).toList();
    return missing.isEmpty()
        ? Optional.empty()
        : taken(names, observed).or(() -> lost(names, observed, missing));
  }

  /** Nothing is minted beside data or keys of somebody else: they may yet be handed over. */
  private static Optional<Problem> taken(Names names, Observed observed) {
    return observed.own().taken().stream()
        .map(conflict -> TakenNames.problem(conflict, names))
        .findFirst();
  }

  private static Optional<Problem> lost(Names names, Observed observed, List<String> missing) {
    return wasWhole(names, observed)
        .map(
            evidence ->
                new Problem(
                    LOST,
                    ("the keys in Secret %s are gone, but %s is left of the cluster; restore"
                            + " them from a backup, or delete the LightCluster and what it"
                            + " retained to begin anew")
                        .formatted(String.join(", ", missing), evidence)));
  }

  /**
   * Keys that are taken over go when their new cluster goes; data that was left with them and is
   * not taken over could never be read again.
   */
  private static Optional<Problem> dataLeftOut(ClusterScope scope, Observed observed) {
    Names names = scope.names();
    boolean keysAreRetained =
        names.keys().stream()
            .flatMap(name -> observed.own().secret(name).stream())
            .anyMatch(Applier::isRetained);
    if (!keysAreRetained || scope.spec().datastore() instanceof EffectiveSpec.PersistentVolume) {
      return Optional.empty();
    }
    return observed
        .own()
        .volume(names)
        .filter(Applier::isRetained)
        .map(
            claim ->
                new Problem(
                    DATA_LEFT_OUT,
                    ("PersistentVolumeClaim %s holds data of an earlier cluster of this name, and"
                            + " spec.datastore takes over its keys without it; delete this"
                            + " LightCluster and give it another name or a datastore of type SQLite"
                            + " on a PersistentVolumeClaim, or delete the claim if nobody needs"
                            + " the data")
                        .formatted(names.data())));
  }

  /** Something that was made only after all keys; keys are written first and in this order. */
  private static Optional<String> wasWhole(Names names, Observed observed) {
    Observed.Own own = observed.own();
    Stream<? extends HasMetadata> later =
        Stream.of(
                own.volume(names),
                own.server(names),
                own.serverConfig(names),
                own.secret(names.serverCerts()),
                own.secret(names.kubeconfigInternal()),
                own.secret(names.kubeconfig()))
            .flatMap(Optional::stream);
    Stream<? extends HasMetadata> retained = own.objects().stream().filter(Applier::isRetained);
    return Stream.concat(later, retained)
        .findFirst()
        .map(object -> object.getKind() + " " + object.getMetadata().getName());
  }

  private static Optional<Problem> damagedAuthority(Observed observed, String name, Instant now) {
    return observed
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
      Observed observed, String name, java.util.function.Function<Secret, Optional<?>> reader) {
    return observed
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

  private static Whole keepOrMint(
      ClusterScope scope, Observed observed, Instant now, Minter minter) {
    Names names = scope.names();
    Observed.Own own = observed.own();
    Optional<Secret> ca = own.secret(names.clusterCa());
    return new Whole(
        ca.flatMap(SecretData::authority)
            .orElseGet(() -> minter.certificateAuthority(names.cluster() + "-ca", now)),
        own.secret(names.frontProxyCa())
            .flatMap(SecretData::authority)
            .orElseGet(() -> minter.certificateAuthority(names.cluster() + "-front-proxy-ca", now)),
        own.secret(names.serviceAccountKeys())
            .flatMap(ServiceAccountKeysSecret::read)
            .orElseGet(minter::signingKey),
        own.secret(names.encryption())
            .flatMap(EncryptionSecret::read)
            .orElseGet(() -> EncryptionSecret.configuration(minter.encryptionKey())),
        ca.flatMap(ClusterCaSecret::identity).orElseGet(() -> scope.owner().uid()));
  }
}
