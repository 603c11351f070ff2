package dev.nestling.core.references;

import dev.nestling.api.v1alpha1.EffectiveSecurity;
import dev.nestling.api.v1alpha1.EffectiveSecurity.Key;
import dev.nestling.api.v1alpha1.ManifestSource;
import dev.nestling.core.apply.ObjectStore;
import dev.nestling.core.objects.SecretContent;
import dev.nestling.core.objects.SecretData;
import dev.nestling.core.plan.Problem;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files that {@code spec.security} makes of people's objects.
 *
 * @param auditPolicy the policy; empty without audit, or when it is not known
 * @param auditWebhook all of the kubeconfig that is mounted from its Secret
 * @param jwt the field of that name of an AuthenticationConfiguration, which API servers read again
 *     when it changes; empty without issuers, or when it is not known
 * @param problems why these are not all: then the API server is left as it is
 */
public record SecurityFiles(
    Optional<String> auditPolicy,
    Optional<SecretContent> auditWebhook,
    Optional<String> jwt,
    List<Problem> problems) {
  /** The name of the policy's file in a ConfigMap of ours. */
  public static final String AUDIT_POLICY = "audit-policy.yaml";

  static final SecurityFiles NONE =
      new SecurityFiles(Optional.empty(), Optional.empty(), Optional.empty(), List.of());

  private static final String POLICY_MISSING = "AuditPolicyMissing";
  private static final String POLICY_MALFORMED = "AuditPolicyMalformed";
  private static final String WEBHOOK_MISSING = "AuditWebhookMissing";
  private static final String CA_MISSING = "IssuerAuthorityMissing";
  private static final String CA_MALFORMED = "IssuerAuthorityMalformed";

  public SecurityFiles {
    problems = List.copyOf(problems);
  }

  static SecurityFiles read(EffectiveSecurity security, String namespace, ObjectStore store) {
    return new Reader(namespace, store).read(security);
  }

  /** What has to be in a ConfigMap of ours, by name. */
  public Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    auditPolicy.ifPresent(text -> files.put(AUDIT_POLICY, text));
    return files;
  }

  /**
   * Changes exactly when an API server has to start anew to see its files; empty without any.
   *
   * @param clusterSecret see {@link SecretContent#code}
   */
  public String code(String clusterSecret) {
    return auditPolicy.map(text -> AUDIT_POLICY + "\n" + text).orElse("")
        + auditWebhook.map(content -> "audit webhook " + content.code(clusterSecret)).orElse("");
  }

  /** Reads the objects of one namespace. */
  private static final class Reader {
    private final String namespace;
    private final ObjectStore store;
    private final List<Problem> problems = new ArrayList<>();

    Reader(String namespace, ObjectStore store) {
      this.namespace = namespace;
      this.store = store;
    }

    SecurityFiles read(EffectiveSecurity security) {
      Optional<String> policy =
          security
              .audit()
              .flatMap(
                  audit ->
                      audit.policy().map(this::policy).orElse(Optional.of(AuditPolicy.BUILT_IN)));
      Optional<SecretContent> webhook =
          security.audit().flatMap(EffectiveSecurity.Auditing::webhook).flatMap(this::webhook);
      Optional<String> jwt =
          security.issuers().isEmpty() ? Optional.empty() : issuers(security.issuers());
      return new SecurityFiles(policy, webhook, jwt, problems);
    }

    private Optional<String> issuers(List<EffectiveSecurity.Issuer> issuers) {
      int before = problems.size();
      Map<String, String> authorities = new LinkedHashMap<>();
      for (EffectiveSecurity.Issuer issuer : issuers) {
        String field = "spec.security.oidc, issuer " + issuer.url();
        issuer
            .caRef()
            .flatMap(at -> text(at, field + ", caRef", CA_MISSING))
            .or(issuer::caPem)
            .ifPresent(pem -> authorities.put(issuer.url(), certificates(pem, field)));
      }
      return problems.size() == before
          ? Optional.of(TokenIssuers.yaml(issuers, authorities))
          : Optional.empty();
    }

    private String certificates(String pem, String field) {
      if (!TokenIssuers.areCertificates(pem)) {
        problems.add(
            new Problem(CA_MALFORMED, field + ": its authorities are no certificates in PEM"));
      }
      return pem;
    }

    private Optional<String> policy(Key at) {
      String field = "spec.security.audit.policyRef";
      Optional<String> text = text(at, field, POLICY_MISSING);
      Optional<String> wrong = text.flatMap(AuditPolicy::problem);
      wrong.ifPresent(
          what ->
              problems.add(
                  new Problem(
                      POLICY_MALFORMED,
                      "%s: key '%s' of ConfigMap '%s' %s"
                          .formatted(field, at.key(), at.object(), what))));
      return wrong.isPresent() ? Optional.empty() : text;
    }

    private Optional<String> text(Key at, String field, String reason) {
      Optional<String> text =
          UserObjects.texts(store, ManifestSource.Kind.ConfigMap, at.object())
              .flatMap(texts -> Optional.ofNullable(texts.get(at.key())));
      if (text.isEmpty()) {
        problems.add(missing(reason, field, "ConfigMap", at));
      }
      return text;
    }

    private Optional<SecretContent> webhook(Key at) {
      Optional<Secret> secret =
          store
              .findLive(Secret.class, at.object())
              .filter(found -> SecretData.text(found, at.key()).isPresent());
      if (secret.isEmpty()) {
        problems.add(missing(WEBHOOK_MISSING, "spec.security.audit.webhookRef", "Secret", at));
      }
      return secret.map(found -> SecretContent.of(found, List.of(at.key())));
    }

    private Problem missing(String reason, String field, String kind, Key at) {
      return new Problem(
          reason,
          "%s: there is no %s '%s' with a key '%s' in namespace '%s'; create it; the API server stays as it is meanwhile"
              .formatted(field, kind, at.object(), at.key(), namespace));
    }
  }
}
