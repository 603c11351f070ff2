package dev.nestling.fullcluster;

import static dev.nestling.core.status.ConditionSet.isFalse;
import static dev.nestling.core.status.ConditionSet.isTrue;
import static dev.nestling.core.status.ConditionSet.unknown;

import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.core.cluster.KeyMaterial;
import dev.nestling.core.cluster.TakenNames;
import dev.nestling.core.objects.AdminKubeconfig;
import dev.nestling.core.objects.LeafSecret;
import dev.nestling.core.objects.SecretData;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.RenewalCheck;
import dev.nestling.core.pki.Validity;
import dev.nestling.core.plan.Names;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.status.ConditionSet.Finding;
import dev.nestling.fullcluster.objects.EtcdMember;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The condition of the keys, and when the next certificate is due. */
final class CertificateDates {
  private static final String CERTIFICATE = ".crt";

  private CertificateDates() {}

  static Finding keysValid(Result result, Instant now) {
    String type = ConditionTypes.KEYS_VALID;
    Optional<Problem> problem =
        KeyMaterial.check(FullClusterKeys.facts(result.scope(), result.observed()), now);
    if (problem.isPresent()) {
      return problem.get().reason().equals(TakenNames.LEAVING)
          ? unknown(type, problem.get().reason(), problem.get().message())
          : isFalse(type, problem.get().reason(), problem.get().message());
    }
    if (!renewed(result).allMatch(RenewalCheck::isReadable)) {
      return isFalse(
          type,
          "RenewalOverdue",
          "a certificate or its key can't be read; it is made anew, unless the cluster is paused");
    }
    Optional<Instant> next = nextRenewal(result);
    if (next.isEmpty()) {
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
  static Optional<Instant> firstEnd(Result result) {
    return Validity.firstEnd(renewed(result));
  }

  /** The earliest date among all certificates that the operator renews. */
  private static Optional<Instant> nextRenewal(Result result) {
    Optional<KeyPair> authority =
        result
            .observed()
            .own()
            .set()
            .secret(result.scope().names().clusterCa())
            .flatMap(SecretData::authority);
    return authority.flatMap(
        ca ->
            renewed(result)
                .flatMap(pair -> RenewalCheck.nextRenewal(pair, ca).stream())
                .min(Comparator.naturalOrder()));
  }

  private static Stream<KeyPair> renewed(Result result) {
    Names names = result.scope().names();
    Stream<String> leaves =
        Stream.concat(
            Stream.of(
                names.apiServer(),
                names.konnectivity(),
                names.controllerManager(),
                names.scheduler()),
            result.scope().members().stream().map(EtcdMember::objectName));
    Stream<KeyPair> ofServers =
        leaves
            .flatMap(name -> result.observed().own().set().secret(name).stream())
            .flatMap(CertificateDates::pairs);
    Stream<KeyPair> ofAdmins =
        Stream.of(names.kubeconfig(), names.kubeconfigInternal())
            .flatMap(name -> result.observed().own().set().secret(name).stream())
            .flatMap(secret -> AdminKubeconfig.read(secret).stream())
            .map(config -> config.user().credentials());
    return Stream.concat(ofServers, ofAdmins);
  }

  private static Stream<KeyPair> pairs(Secret secret) {
    return Optional.ofNullable(secret.getData()).stream()
        .flatMap(data -> data.keySet().stream())
        .filter(file -> file.endsWith(CERTIFICATE))
        .flatMap(
            file ->
                LeafSecret.read(secret, file.substring(0, file.length() - CERTIFICATE.length()))
                    .stream());
  }
}
