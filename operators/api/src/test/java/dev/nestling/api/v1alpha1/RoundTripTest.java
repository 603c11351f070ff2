package dev.nestling.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.api.generated.Yaml;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The types pass through the client's serializer and back without gaining or losing anything. */
class RoundTripTest {
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private static final String EVERYTHING =
      """
      ---
      apiVersion: nestling.dev/v1alpha1
      kind: LightCluster
      metadata: {name: all}
      spec:
        version: v1.36.3
        datastore: {type: SQLite, sqlite: {volume: {type: PersistentVolumeClaim, size: 1.5Gi, storageClassName: fast}}}
        network: {podCIDRs: [10.1.0.0/16], serviceCIDRs: [10.2.0.0/16], dnsDomain: a.local, policy: None}
        endpoint:
          type: LoadBalancer
          host: api.example
          extraSANs: ["*.example"]
          annotations: {example.com/a: b}
          loadBalancer: {className: example.com/c, sourceRanges: [192.0.2.0/24]}
        resources: {requests: {cpu: "0.5", memory: 1024Mi}, limits: {memory: 2Gi}}
        extraArgs: {apiServer: [{name: v, value: "2"}, {name: v, value: "4"}], scheduler: [{name: v, value: ""}]}
        manifests: [{kind: ConfigMap, name: a}, {kind: Secret, name: a}]
        security:
          admissionPlugins: {enable: [AlwaysPullImages], disable: [DefaultStorageClass]}
          featureGates: {A: true, B: false}
          audit: {policyRef: {name: a, key: b}, webhookRef: {name: c, key: d}}
          oidc:
            - issuerURL: https://a.example
              audiences: [a, b]
              caPEM: c
              claimMappings: {username: {claim: sub, prefix: ""}, groups: {claim: g, prefix: "p:"}}
              claimValidationRules: [{claim: c, requiredValue: v}]
        scheduling:
          nodeSelector: {disk: ssd}
          tolerations: [{key: edge, operator: Exists}]
          priorityClassName: high
        power: Stopped
        paused: true
        deletionPolicy: Retain
      status:
        observedGeneration: 3
        version: v1.36.3
        replicas: 1
        initialization: {controlPlaneInitialized: true}
        endpoint: {host: "fd00::1", port: 6443, url: "https://[fd00::1]:6443"}
        conditions:
          - {type: Ready, status: "True", reason: Answered, message: m, lastTransitionTime: "2026-01-01T00:00:00Z", observedGeneration: 3}
      """;

  private static Map<String, Object> data(Object value) {
    return Yaml.parse(SERIALIZATION.asYaml(value));
  }

  @Test
  void everyFieldComesBackAsItWas() {
    LightCluster read = SERIALIZATION.unmarshal(EVERYTHING, LightCluster.class);
    assertThat(data(read)).isEqualTo(Yaml.parse(EVERYTHING));
  }

  @Test
  void aFreshObjectCarriesNeitherSpecNorStatus() {
    LightCluster fresh = new LightCluster();
    assertThat(fresh.getSpec()).isNull();
    assertThat(fresh.getStatus()).isNull();
    assertThat(data(fresh)).doesNotContainKeys("spec", "status");
  }

  @Test
  void whatIsAbsentStaysAbsent() {
    String yaml = "---\nspec: {datastore: {sqlite: {volume: {}}}, endpoint: {}}\nstatus: {}\n";
    LightCluster read = SERIALIZATION.unmarshal(yaml, LightCluster.class);
    assertThat(data(read))
        .containsEntry(
            "spec",
            Map.of("datastore", Map.of("sqlite", Map.of("volume", Map.of())), "endpoint", Map.of()))
        .containsEntry("status", Map.of());
  }

  @Test
  void fieldsOfANewerCrdDoNotBreakReading() {
    String yaml =
        """
        ---
        spec:
          new: {a: 1}
          datastore: {new: 1, sqlite: {new: 1, volume: {new: 1, size: 2Gi}}, external: {new: 1, secretRef: {new: 1, name: s}}}
          network: {new: 1}
          endpoint: {new: 1, nodePort: {new: 1}, loadBalancer: {new: 1}}
          resources: {new: 1}
          extraArgs: {new: 1, apiServer: [{new: 1, name: v, value: "2"}]}
          scheduling: {new: 1, tolerations: [{new: 1}]}
          manifests: [{new: 1, kind: ConfigMap, name: a}]
          security: {new: 1, admissionPlugins: {new: 1}, audit: {new: 1, policyRef: {new: 1, name: a}}, oidc: [{new: 1, issuerURL: u, audiences: [], claimMappings: {new: 1, username: {new: 1}}, claimValidationRules: [{new: 1, claim: c, requiredValue: v}]}]}
        status:
          new: 1
          initialization: {new: 1, controlPlaneInitialized: true}
          endpoint: {new: 1, host: h, port: 1}
          conditions: [{new: 1, type: Ready, status: "True"}]
        """;
    LightCluster read = SERIALIZATION.unmarshal(yaml, LightCluster.class);
    assertThat(EffectiveSpec.of(read).extraArgs().apiServer())
        .containsExactly(new ExtraArgs.Argument("v", "2"));
    assertThat(read.getStatus().endpoint())
        .isEqualTo(new LightClusterStatus.ControlPlaneEndpoint("h", 1));
  }

  @Test
  void quantitiesMayBeNumbers() {
    LightCluster read =
        SERIALIZATION.unmarshal(
            "---\n"
                + "spec: {datastore: {sqlite: {volume: {size: 134217728}}}, resources: {limits:"
                + " {cpu: 1}}}\n",
            LightCluster.class);
    EffectiveSpec spec = EffectiveSpec.of(read);
    assertThat(spec.datastore())
        .isInstanceOfSatisfying(
            EffectiveSpec.PersistentVolume.class,
            volume ->
                assertThat(volume.size().getNumericalAmount()).isEqualByComparingTo("134217728"));
    assertThat(spec.resources().getLimits()).containsEntry("cpu", new Quantity("1"));
  }
}
