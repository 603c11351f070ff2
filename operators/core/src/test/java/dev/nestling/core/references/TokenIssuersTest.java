package dev.nestling.core.references;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.api.v1alpha1.EffectiveSecurity;
import dev.nestling.api.v1alpha1.EffectiveSecurity.Claim;
import dev.nestling.api.v1alpha1.EffectiveSecurity.Issuer;
import dev.nestling.api.v1alpha1.EffectiveSecurity.Key;
import dev.nestling.api.v1alpha1.EffectiveSecurity.Mappings;
import dev.nestling.core.pki.SecureMinter;
import dev.nestling.core.plan.Problem;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TokenIssuersTest {
  private static final Mappings BARE = new Mappings(new Claim("sub", "oidc:"), Optional.empty());

  private final ReadOnlyStore store = new ReadOnlyStore();

  private static Issuer issuer(Optional<Key> caRef, Optional<String> caPem) {
    return new Issuer("https://a.example", List.of("k"), caRef, caPem, BARE, new TreeMap<>());
  }

  private SecurityFiles read(Issuer issuer) {
    return SecurityFiles.read(
        new EffectiveSecurity(
            List.of(), List.of(), new TreeMap<>(), Optional.empty(), List.of(issuer), 1),
        "team",
        store);
  }

  @Test
  void theFileSaysAllOfAnIssuerAndKeepsTheClustersOwnNames() {
    Issuer issuer =
        new Issuer(
            "https://a.example/x",
            List.of("k", "l"),
            Optional.empty(),
            Optional.empty(),
            new Mappings(new Claim("email", ""), Optional.of(new Claim("groups", "g:"))),
            new TreeMap<>(Map.of("hd", "example.com")));

    assertThat(TokenIssuers.yaml(List.of(issuer), Map.of("https://a.example/x", "PEM\n")))
        .isEqualTo(
            """
            jwt:
            - issuer:
                url: https://a.example/x
                audiences:
                - k
                - l
                audienceMatchPolicy: MatchAny
                certificateAuthority: |
                  PEM
              claimValidationRules:
              - claim: hd
                requiredValue: example.com
              claimMappings:
                username:
                  claim: email
                  prefix: ''
                groups:
                  claim: groups
                  prefix: 'g:'
              userValidationRules:
              - expression: '!user.username.startsWith(''system:'') && !user.username.startsWith(''nestling:'') && !user.username.startsWith(''kube-apiserver-'')'
                message: the user's name is one of the cluster itself
              - expression: user.groups.all(group, !group.startsWith('system:') && !group.startsWith('nestling:'))
                message: a group of the user is one of the cluster itself
            """);
  }

  @Test
  void issuersAreNoReasonToRestart() {
    SecurityFiles files = read(issuer(Optional.empty(), Optional.empty()));

    assertThat(files.jwt()).isPresent();
    assertThat(files.code("a secret")).isEmpty();
  }

  @Test
  void authoritiesComeFromAConfigMap() {
    String pem =
        new SecureMinter()
            .certificateAuthority("a", Instant.parse("2026-01-01T00:00:00Z"))
            .certificatePem();
    store.put(
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("c")
            .endMetadata()
            .addToData("ca.crt", pem)
            .build());

    SecurityFiles files = read(issuer(Optional.of(new Key("c", "ca.crt")), Optional.empty()));

    assertThat(files.problems()).isEmpty();
    assertThat(files.jwt().orElseThrow()).contains("certificateAuthority: |");
  }

  @Test
  void whatIsWrongWithAuthoritiesIsSaid() {
    SecurityFiles missing = read(issuer(Optional.of(new Key("c", "ca.crt")), Optional.empty()));
    SecurityFiles malformed =
        read(
            issuer(
                Optional.empty(),
                Optional.of("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n")));

    assertThat(missing.jwt()).isEmpty();
    assertThat(missing.problems())
        .containsExactly(
            new Problem(
                "IssuerAuthorityMissing",
                "spec.security.oidc, issuer https://a.example, caRef: there is no ConfigMap 'c'"
                    + " with a key 'ca.crt' in namespace 'team'; create it; the API server stays"
                    + " as it is meanwhile"));
    assertThat(malformed.jwt()).isEmpty();
    assertThat(malformed.problems())
        .containsExactly(
            new Problem(
                "IssuerAuthorityMalformed",
                "spec.security.oidc, issuer https://a.example: its authorities are no certificates"
                    + " in PEM"));
  }

  @Test
  void manyBlocksTakeNoStack() {
    String block = "-----BEGIN CERTIFICATE-----A-----END CERTIFICATE-----";

    assertThat(TokenIssuers.areCertificates(block.repeat(20_000))).isFalse();
    assertThat(TokenIssuers.areCertificates(block + "between")).isFalse();
  }
}
