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
 */
public record EffectiveSecurity(
    List<String> enabledPlugins,
    List<String> disabledPlugins,
    SortedMap<String, Boolean> featureGates,
    Optional<Auditing> audit) {

  /** A key of an object of the cluster's namespace. */
  public record Key(String object, String key) {}

  /**
   * Which events are written, and where.
   *
   * @param policy of a ConfigMap; empty for the one that is built in
   * @param webhook of a Secret; empty for the log
   */
  public record Auditing(Optional<Key> policy, Optional<Key> webhook) {}

  static EffectiveSecurity of(@Nullable Security stored) {
    Security security = stored == null ? new Security(null, null, null) : stored;
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
                        key(audit.webhookRef(), Audit.WEBHOOK_KEY))));
  }

  private static Optional<Key> key(@Nullable KeyReference stored, String otherwise) {
    return Optional.ofNullable(stored).map(ref -> new Key(ref.name(), or(ref.key(), otherwise)));
  }
}
