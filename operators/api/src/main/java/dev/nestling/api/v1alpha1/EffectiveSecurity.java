package dev.nestling.api.v1alpha1;

import static dev.nestling.api.v1alpha1.CommonSpec.or;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the API lets happen, with nothing absent.
 *
 * @param enabledPlugins admission plugins besides the default ones
 * @param disabledPlugins admission plugins of the default ones
 * @param featureGates by name
 */
public record EffectiveSecurity(
    List<String> enabledPlugins,
    List<String> disabledPlugins,
    SortedMap<String, Boolean> featureGates) {

  static EffectiveSecurity of(@Nullable Security stored) {
    Security security = stored == null ? new Security(null, null) : stored;
    AdmissionPlugins plugins = or(security.admissionPlugins(), new AdmissionPlugins(null, null));
    return new EffectiveSecurity(
        or(plugins.enable(), List.of()),
        or(plugins.disable(), List.of()),
        Collections.unmodifiableSortedMap(
            new TreeMap<>(or(security.featureGates(), Map.<String, Boolean>of()))));
  }
}
