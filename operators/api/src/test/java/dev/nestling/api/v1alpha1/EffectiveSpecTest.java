package dev.nestling.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nestling.api.generated.KindUnderTest;
import dev.nestling.api.generated.Yaml;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EffectiveSpecTest {
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private static LightClusterSpec read(Map<?, ?> spec) {
    return SERIALIZATION.convertValue(spec, LightClusterSpec.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{version: v1.35.4}",
        "{datastore: {}}",
        "{datastore: {type: SQLite}}",
        "{datastore: {sqlite: {}}}",
        "{datastore: {sqlite: {volume: {}}}}",
        "{datastore: {sqlite: {volume: {size: 2Gi, storageClassName: fast}}}}",
        "{datastore: {sqlite: {volume: {type: Ephemeral}}}}",
        "{datastore: {type: External, external: {secretRef: {name: db}}}}",
        "{network: {}}",
        "{network: {podCIDRs: [10.1.0.0/16]}}",
        "{network: {policy: None, dnsDomain: edge.example}}",
        "{endpoint: {}}",
        "{endpoint: {type: NodePort}}",
        "{endpoint: {type: NodePort, nodePort: {port: 30001}, host: a.example}}",
        "{endpoint: {type: LoadBalancer, loadBalancer: {sourceRanges: [192.0.2.0/24]}}}",
        "{resources: {}}",
        "{resources: {limits: {cpu: 1}}}",
        "{resources: {requests: {memory: 300Mi, ephemeral-storage: 1Gi}}}",
        "{manifests: [{kind: Secret, name: a}]}",
        "{security: {}}",
        "{security: {admissionPlugins: {enable: [AlwaysPullImages]}, featureGates: {A: true}}}",
        "{security: {audit: {}}}",
        "{security: {audit: {policyRef: {name: a}, webhookRef: {name: b, key: c}}}}",
        "{power: Stopped, paused: true, deletionPolicy: Retain}",
      })
  void isTheSameWithAndWithoutTheServersDefaults(String spec) {
    Map<String, Object> asWritten = Yaml.parse(spec);
    Map<String, Object> asStored =
        StoredObject.withDefaults(asWritten, KindUnderTest.LIGHT_CLUSTER.schema().property("spec"));
    assertThat(EffectiveSpec.of(read(asStored))).isEqualTo(EffectiveSpec.of(read(asWritten)));
  }

  @Test
  void ofAnObjectWithoutSpecHasEveryDefault() {
    EffectiveSpec spec = EffectiveSpec.of(new LightCluster());
    assertThat(spec.version()).isEqualTo("v1.36.3");
    assertThat(spec.datastore())
        .isEqualTo(new EffectiveSpec.PersistentVolume(new Quantity("1Gi"), Optional.empty()));
    assertThat(spec.network())
        .isEqualTo(
            new CommonSpec.Networking(
                List.of("10.180.0.0/16"),
                List.of("10.181.0.0/16"),
                "cluster.local",
                Network.Policy.ApiOnly));
    assertThat(spec.endpoint())
        .isEqualTo(
            new CommonSpec.Publication(
                new CommonSpec.InsideOnly(), Optional.empty(), List.of(), Map.of()));
    assertThat(spec.resources().getRequests())
        .isEqualTo(Map.of("cpu", new Quantity("50m"), "memory", new Quantity("256Mi")));
    assertThat(spec.resources().getLimits()).isEqualTo(Map.of("memory", new Quantity("512Mi")));
    assertThat(spec.power()).isEqualTo(Power.Running);
    assertThat(spec.paused()).isFalse();
    assertThat(spec.deletionPolicy()).isEqualTo(DeletionPolicy.Delete);
  }

  @Test
  void ofSecurityHasNothingAbsentAndGatesInOrder() {
    assertThat(EffectiveSpec.of(read(Yaml.parse("{}"))).common().security())
        .isEqualTo(
            new EffectiveSecurity(
                List.of(), List.of(), new TreeMap<>(), Optional.empty(), List.of(), 1));
    EffectiveSecurity security =
        EffectiveSpec.of(
                read(
                    Yaml.parse(
                        "{security: {admissionPlugins: {enable: [A, B], disable: [C]},"
                            + " featureGates: {Z: false, A: true}}}")))
            .common()
            .security();
    assertThat(security.enabledPlugins()).containsExactly("A", "B");
    assertThat(security.disabledPlugins()).containsExactly("C");
    assertThat(security.featureGates()).isEqualTo(new TreeMap<>(Map.of("A", true, "Z", false)));
    assertThat(security.featureGates().keySet()).containsExactly("A", "Z");
  }

  @Test
  void ofAnIssuerHasPrefixesUnlessTheyAreEmpty() {
    assertThat(issuer("{issuerURL: 'https://a.example', audiences: [k]}").mappings())
        .isEqualTo(
            new EffectiveSecurity.Mappings(
                new EffectiveSecurity.Claim("sub", "oidc:"), Optional.empty()));
    EffectiveSecurity.Issuer issuer =
        issuer(
            "{issuerURL: 'https://a.example', audiences: [k], caRef: {name: c}, claimMappings:"
                + " {username: {claim: email, prefix: ''}, groups: {}},"
                + " claimValidationRules: [{claim: hd, requiredValue: example.com}]}");
    assertThat(issuer.mappings())
        .isEqualTo(
            new EffectiveSecurity.Mappings(
                new EffectiveSecurity.Claim("email", ""),
                Optional.of(new EffectiveSecurity.Claim("groups", "oidc:"))));
    assertThat(issuer.caRef()).contains(new EffectiveSecurity.Key("c", "ca.crt"));
    assertThat(issuer.required()).isEqualTo(Map.of("hd", "example.com"));
  }

  private static EffectiveSecurity.Issuer issuer(String yaml) {
    return EffectiveSpec.of(read(Yaml.parse("{security: {oidc: [" + yaml + "]}}")))
        .common()
        .security()
        .issuers()
        .getFirst();
  }

  @Test
  void ofAuditTellsAnEmptyOneFromNone() {
    assertThat(audit("{security: {}}")).isEmpty();
    assertThat(audit("{security: {audit: {}}}"))
        .contains(new EffectiveSecurity.Auditing(Optional.empty(), Optional.empty()));
    assertThat(audit("{security: {audit: {policyRef: {name: a}, webhookRef: {name: b}}}}"))
        .contains(
            new EffectiveSecurity.Auditing(
                Optional.of(new EffectiveSecurity.Key("a", "policy.yaml")),
                Optional.of(new EffectiveSecurity.Key("b", "kubeconfig"))));
  }

  private static Optional<EffectiveSecurity.Auditing> audit(String spec) {
    return EffectiveSpec.of(read(Yaml.parse(spec))).common().security().audit();
  }

  @Test
  void namesTheMissingMemberOfAnExternalDatastore() {
    LightClusterSpec spec = read(Yaml.parse("{datastore: {type: External}}"));
    assertThatThrownBy(() -> EffectiveSpec.of(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("spec.datastore.external is missing");
  }

  /** The default deletes data: what a newer version stored must not be read as if left out. */
  @ParameterizedTest
  @ValueSource(
      strings = {"deletionPolicy: Backup", "power: Asleep", "datastore: {type: EmbeddedEtcd}"})
  void neverTakesAnUnknownWordForADefault(String spec) {
    assertThatThrownBy(() -> Serialization.unmarshal(spec, LightClusterSpec.class))
        .hasMessageContaining("not one of the values accepted");
  }
}
