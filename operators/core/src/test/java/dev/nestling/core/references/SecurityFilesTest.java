package dev.nestling.core.references;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.api.v1alpha1.EffectiveSecurity;
import dev.nestling.api.v1alpha1.EffectiveSecurity.Auditing;
import dev.nestling.api.v1alpha1.EffectiveSecurity.Key;
import dev.nestling.core.plan.Problem;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecurityFilesTest {
  private static final String POLICY =
      "{apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{level: Metadata}]}";
  private static final Optional<Key> POLICY_KEY = Optional.of(new Key("p", "policy.yaml"));
  private static final Optional<Key> WEBHOOK_KEY = Optional.of(new Key("w", "kubeconfig"));

  private final ReadOnlyStore store = new ReadOnlyStore();

  private SecurityFiles read(Optional<Key> policy, Optional<Key> webhook) {
    return SecurityFiles.read(security(Optional.of(new Auditing(policy, webhook))), "team", store);
  }

  private static EffectiveSecurity security(Optional<Auditing> audit) {
    return new EffectiveSecurity(List.of(), List.of(), new TreeMap<>(), audit, List.of(), 1);
  }

  private void policy(String text) {
    store.put(
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("p")
            .endMetadata()
            .addToData("policy.yaml", text)
            .build());
  }

  private void webhook(String kubeconfig) {
    store.put(
        new SecretBuilder()
            .withNewMetadata()
            .withName("w")
            .endMetadata()
            .addToData(
                "kubeconfig",
                Base64.getEncoder().encodeToString(kubeconfig.getBytes(StandardCharsets.UTF_8)))
            .build());
  }

  @Test
  void withoutAuditThereIsNothing() {
    SecurityFiles files = SecurityFiles.read(security(Optional.empty()), "team", store);

    assertThat(files).isEqualTo(SecurityFiles.NONE);
    assertThat(files.code("a secret")).isEmpty();
    assertThat(files.files()).isEmpty();
  }

  @Test
  void thePolicyThatIsBuiltInIsOne() {
    SecurityFiles files = read(Optional.empty(), Optional.empty());

    assertThat(files.files()).isEqualTo(Map.of("audit-policy.yaml", AuditPolicy.BUILT_IN));
    assertThat(AuditPolicy.problem(AuditPolicy.BUILT_IN)).isEmpty();
  }

  @Test
  void theCodeChangesWithThePolicyAndWithTheWebhookAndShowsNothingOfIt() {
    policy(POLICY);
    webhook("token: hunter2");
    SecurityFiles files = read(POLICY_KEY, WEBHOOK_KEY);
    var otherStore = new SecurityFilesTest();
    otherStore.policy(POLICY);
    otherStore.webhook("token: hunter3");

    assertThat(files.problems()).isEmpty();
    assertThat(
            List.of(
                files.code("a"),
                otherStore.read(POLICY_KEY, WEBHOOK_KEY).code("a"),
                read(POLICY_KEY, Optional.empty()).code("a"),
                read(Optional.empty(), WEBHOOK_KEY).code("a")))
        .doesNotHaveDuplicates()
        .noneMatch(code -> code.contains("hunter"));
    assertThat(files.toString()).doesNotContain("hunter");
  }

  @Test
  void whatIsMissingIsSaid() {
    assertThat(read(POLICY_KEY, WEBHOOK_KEY).problems())
        .containsExactly(
            new Problem(
                "AuditPolicyMissing",
                "spec.security.audit.policyRef: there is no ConfigMap 'p' with a key 'policy.yaml'"
                    + " in namespace 'team'; create it; the API server stays as it is meanwhile"),
            new Problem(
                "AuditWebhookMissing",
                "spec.security.audit.webhookRef: there is no Secret 'w' with a key 'kubeconfig' in"
                    + " namespace 'team'; create it; the API server stays as it is meanwhile"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: b: c | is no YAML",
        "word | is not one YAML document with an object",
        "{apiVersion: v1, kind: Policy} | is no Policy of audit.k8s.io/v1",
        "{apiVersion: audit.k8s.io/v1, kind: Policy} | has no rules",
      })
  void aPolicyThatTheApiServerWouldRefuseIsSaid(String text, String what) {
    policy(text);

    SecurityFiles files = read(POLICY_KEY, Optional.empty());

    assertThat(files.auditPolicy()).isEmpty();
    assertThat(files.problems())
        .containsExactly(
            new Problem(
                "AuditPolicyMalformed",
                "spec.security.audit.policyRef: key 'policy.yaml' of ConfigMap 'p' " + what));
  }

  @Test
  void aPolicyThatTakesAllMemoryIsNotRead() {
    policy(POLICY.replace("rules:", "more: [" + "x,".repeat(20_000) + "], rules:"));

    assertThat(read(POLICY_KEY, Optional.empty()).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("more than 20000 values"));
  }
}
