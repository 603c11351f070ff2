package dev.nestling.lightcluster;

import static dev.nestling.core.status.ConditionSet.isFalse;
import static dev.nestling.core.status.ConditionSet.isTrue;
import static dev.nestling.core.status.ConditionSet.unknown;

import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.core.cluster.KeyMaterial;
import dev.nestling.core.cluster.TakenNames;
import dev.nestling.core.objects.AdminKubeconfig;
import dev.nestling.core.objects.SecretData;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.RenewalCheck;
import dev.nestling.core.pki.Validity;
import dev.nestling.core.plan.Names;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.status.ConditionSet.Finding;
import dev.nestling.lightcluster.objects.Leaf;
import dev.nestling.lightcluster.objects.ServerCertificatesSecret;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The condition of the keys, and when the next certificate is due. */
final class CertificateDates {
  private CertificateDates() {}

  static Finding keysValid(Result result, Instant now) {
    String type = ConditionTypes.KEYS_VALID;
    Names names = result.scope().names();
    Observed.Own own = result.observed().own();
    Optional<Problem> problem =
        KeyMaterial.check(LightClusterKeys.facts(result.scope(), result.observed()), now);
    if (problem.filter(any -> any.reason().equals(TakenNames.LEAVING)).isPresent()) {
      return unknown(type, problem.get().reason(), problem.get().message());
    }
    if (problem.isPresent()) {
      return isFalse(type, problem.get().reason(), problem.get().message());
    }
    if (!renewed(names, own).allMatch(RenewalCheck::isReadable)) {
      return isFalse(
          type,
          "RenewalOverdue",
          "a certificate or its key can't be read; it is made anew, unless the cluster is paused");
    }
    boolean minted = own.secret(names.clusterCa()).isPresent();
    Optional<Instant> next = nextRenewal(names, own);
    if (!minted || next.isEmpty()) {
      return unknown(type, "Pending", "the keys and certificates are not all there yet");
    }
    String day = next.get().atZone(ZoneOffset.UTC).toLocalDate().toString();
    return next.get().isBefore(now)
        ? isFalse(type, "RenewalOverdue", "a certificate should have been renewed on " + day)
        : isTrue(type, "Valid", "all keys are there; the next certificate is renewed on " + day);
  }

  /**
   * When the first of the certificates ends that the operator renews; empty before there are any.
   */
  static Optional<Instant> firstEnd(Names names, Observed.Own own) {
    return Validity.firstEnd(renewed(names, own));
  }

  private static Stream<KeyPair> renewed(Names names, Observed.Own own) {
    return Stream.concat(
        Arrays.stream(Leaf.values()).flatMap(leaf -> ofServer(names, own, leaf).stream()),
        ofAdmins(names, own));
  }

  /** The earliest date among all certificates that the operator renews. */
  private static Optional<Instant> nextRenewal(Names names, Observed.Own own) {
    Optional<KeyPair> cluster = own.secret(names.clusterCa()).flatMap(SecretData::authority);
    Optional<KeyPair> proxy = own.secret(names.frontProxyCa()).flatMap(SecretData::authority);
    if (cluster.isEmpty() || proxy.isEmpty()) {
      return Optional.empty();
    }
    Stream<Optional<Instant>> server =
        Arrays.stream(Leaf.values())
            .map(
                leaf ->
                    ofServer(names, own, leaf)
                        .flatMap(
                            pair ->
                                RenewalCheck.nextRenewal(
                                    pair,
                                    leaf == Leaf.FRONT_PROXY_CLIENT
                                        ? proxy.get()
                                        : cluster.get())));
    Stream<Optional<Instant>> admins =
        ofAdmins(names, own).map(pair -> RenewalCheck.nextRenewal(pair, cluster.get()));
    return Stream.concat(server, admins).flatMap(Optional::stream).min(Comparator.naturalOrder());
  }

  private static Optional<KeyPair> ofServer(Names names, Observed.Own own, Leaf leaf) {
    return own.secret(names.serverCerts())
        .flatMap(secret -> ServerCertificatesSecret.read(secret, leaf));
  }

  private static Stream<KeyPair> ofAdmins(Names names, Observed.Own own) {
    return Stream.of(names.kubeconfig(), names.kubeconfigInternal())
        .flatMap(name -> own.secret(name).stream())
        .flatMap(secret -> AdminKubeconfig.read(secret).stream())
        .map(config -> config.user().credentials());
  }
}
