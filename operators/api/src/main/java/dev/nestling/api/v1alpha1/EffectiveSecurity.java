package dev.nestling.api.v1alpha1;

import static dev.nestling.api.v1alpha1.CommonSpec.or;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the API lets happen, with nothing absent.
 *
 * @param enabledPlugins admission plugins besides the default ones
 * @param disabledPlugins admission plugins of the default ones
 * @param featureGates by name
 * @param audit which events are written; empty when none are
 * @param issuers of tokens, besides the cluster itself
 * @param encryptionKeyGeneration of the key that Secrets are to be encrypted with
 */
public record EffectiveSecurity(
    List<String> enabledPlugins,
    List<String> disabledPlugins,
    SortedMap<String, Boolean> featureGates,
    Optional<Auditing> audit,
    List<Issuer> issuers,
    int encryptionKeyGeneration) {

  /** A key of an object of the cluster's namespace. */
  public record Key(String object, String key) {}

  /**
   * Which events are written, and where.
   *
   * @param policy of a ConfigMap; empty for the one that is built in
   * @param webhook of a Secret; empty for the log
   */
  public record Auditing(Optional<Key> policy, Optional<Key> webhook) {}

  /** A claim and what is put before its value. */
  public record Claim(String name, String prefix) {}

  /** Which user a token stands for. */
  public record Mappings(Claim username, Optional<Claim> groups) {}

  /**
   * An issuer of tokens.
   *
   * @param caRef a key of a ConfigMap with the authorities to verify the issuer with
   * @param caPem these authorities themselves
   * @param required values by claim
   */
  public record Issuer(
      String url,
      List<String> audiences,
      Optional<Key> caRef,
      Optional<String> caPem,
      Mappings mappings,
      SortedMap<String, String> required) {}

  static EffectiveSecurity of(@Nullable Security stored) {
    Security security = stored == null ? new Security(null, null, null, null, null) : stored;
    AdmissionPlugins plugins = or(security.admissionPlugins(), new AdmissionPlugins(null, null));
    return new EffectiveSecurity(
        or(plugins.enable(), List.of()),
        or(plugins.disable(), List.of()),
        Collections.unmodifiableSortedMap(
            new TreeMap<>(or(security.featureGates(), Map.<String, Boolean>of()))),
        Optional.ofNullable(security.audit())
            .map(
                audit ->
                    new Auditing(
                        key(audit.policyRef(), Audit.POLICY_KEY),
                        key(audit.webhookRef(), Audit.WEBHOOK_KEY))),
        or(security.oidc(), List.<TokenIssuer>of()).stream()
            .map(EffectiveSecurity::issuer)
            .toList(),
        or(
            or(security.encryption(), new Encryption(null)).keyGeneration(),
            Encryption.FIRST_GENERATION));
  }

  private static Issuer issuer(TokenIssuer stored) {
    SortedMap<String, String> required = new TreeMap<>();
    or(stored.claimValidationRules(), List.<TokenIssuer.ClaimValidationRule>of())
        .forEach(rule -> required.put(rule.claim(), rule.requiredValue()));
    TokenIssuer.ClaimMappings mappings =
        or(stored.claimMappings(), new TokenIssuer.ClaimMappings(null, null));
    return new Issuer(
        stored.issuerURL(),
        stored.audiences(),
        key(stored.caRef(), TokenIssuer.CA_KEY),
        Optional.ofNullable(stored.caPEM()),
        new Mappings(
            claim(
                or(mappings.username(), new TokenIssuer.PrefixedClaim(null, null)),
                TokenIssuer.USERNAME_CLAIM),
            Optional.ofNullable(mappings.groups())
                .map(groups -> claim(groups, TokenIssuer.GROUPS_CLAIM))),
        required);
  }

  private static Claim claim(TokenIssuer.PrefixedClaim stored, String otherwise) {
    return new Claim(or(stored.claim(), otherwise), or(stored.prefix(), TokenIssuer.PREFIX));
  }

  private static Optional<Key> key(@Nullable KeyReference stored, String otherwise) {
    return Optional.ofNullable(stored).map(ref -> new Key(ref.name(), or(ref.key(), otherwise)));
  }
}
