package dev.nestling.core.references;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The policies that say which requests are written down. */
final class AuditPolicy {
  /** Who did what to which object, without contents; not what every component does all the time. */
  static final String BUILT_IN =
      """
      apiVersion: audit.k8s.io/v1
      kind: Policy
      omitStages: [RequestReceived]
      rules:
      - level: None
        nonResourceURLs: ['/healthz*', '/livez*', '/readyz*']
      - level: None
        resources:
        - {group: coordination.k8s.io, resources: [leases]}
        - {group: '', resources: [events]}
        - {group: events.k8s.io, resources: [events]}
      - level: Metadata
      """;

  /** Policies of clouds have some hundreds. */
  private static final int MOST_VALUES = 20_000;

  private AuditPolicy() {}

  /** What the API server would have against a policy, as far as its form goes. */
  static Optional<String> problem(String text) {
    try {
      KubernetesYaml.size(text, MOST_VALUES);
      List<@Nullable Object> documents = KubernetesYaml.documents(text);
      return documents.size() == 1 && documents.getFirst() instanceof Map<?, ?> policy
          ? problem(policy)
          : Optional.of("is not one YAML document with an object");
    } catch (KubernetesYaml.TooLargeException e) {
      return Optional.of("has more than " + MOST_VALUES + " values");
    } catch (YamlEngineException e) {
      return Optional.of("is no YAML");
    } catch (StackOverflowError e) {
      return Optional.of("is nested too deeply");
    }
  }

  private static Optional<String> problem(Map<?, ?> policy) {
    if (!"audit.k8s.io/v1".equals(policy.get("apiVersion"))
        || !"Policy".equals(policy.get("kind"))) {
      return Optional.of("is no Policy of audit.k8s.io/v1");
    }
    return policy.get("rules") instanceof List<?> rules && !rules.isEmpty()
        ? Optional.empty()
        : Optional.of("has no rules");
  }
}
