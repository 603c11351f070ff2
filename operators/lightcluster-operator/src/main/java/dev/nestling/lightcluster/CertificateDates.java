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
import dev.nestling.core.plan.Names;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.status.ConditionSet.Finding;
import dev.nestling.lightcluster.objects.Leaf;
import dev.nestling.lightcluster.objects.ServerCertificatesSecret;
import io.fabric8.kubernetes.api.model.Secret;
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

  /** The earliest date among all certificates that the operator renews. */
  private static Optional<Instant> nextRenewal(Names names, Observed.Own own) {
    Optional<KeyPair> cluster = own.secret(names.clusterCa()).flatMap(SecretData::authority);
    Optional<KeyPair> proxy = own.secret(names.frontProxyCa()).flatMap(SecretData::authority);
    if (cluster.isEmpty() || proxy.isEmpty()) {
      return Optional.empty();
    }
    Optional<Secret> leaves = own.secret(names.serverCerts());
    Stream<Optional<Instant>> ofServer =
        Arrays.stream(Leaf.values())
            .map(
                leaf ->
                    leaves
                        .flatMap(secret -> ServerCertificatesSecret.read(secret, leaf))
                        .flatMap(
                            pair ->
                                RenewalCheck.nextRenewal(
                                    pair,
                                    leaf == Leaf.FRONT_PROXY_CLIENT
                                        ? proxy.get()
                                        : cluster.get())));
    Stream<Optional<Instant>> ofAdmins =
        Stream.of(names.kubeconfig(), names.kubeconfigInternal())
            .map(
                name ->
                    own.secret(name)
                        .flatMap(AdminKubeconfig::read)
                        .map(config -> config.user().credentials())
                        .flatMap(pair -> RenewalCheck.nextRenewal(pair, cluster.get())));
    return Stream.concat(ofServer, ofAdmins)
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder());
  }
}
