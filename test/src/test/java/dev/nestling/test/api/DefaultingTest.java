package dev.nestling.test.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.api.v1alpha1.EffectiveSpec;
import dev.nestling.api.v1alpha1.LightCluster;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server stores for what a user leaves out. */
@Tag("api")
@ExtendWith(ManagementApi.class)
class DefaultingTest {
  private static final String HEAD =
      "apiVersion: nestling.dev/v1alpha1\nkind: LightCluster\nmetadata: {name: cluster}\n";

  private static final String ALL_DEFAULTS =
      """
      version: v1.36.3
      datastore:
        type: SQLite
        sqlite:
          volume: {type: PersistentVolumeClaim, size: 1Gi}
      network:
        podCIDRs: [10.180.0.0/16]
        serviceCIDRs: [10.181.0.0/16]
        dnsDomain: cluster.local
        policy: ApiOnly
      endpoint: {type: ClusterIP}
      resources:
        requests: {cpu: 50m, memory: 256Mi}
        limits: {memory: 512Mi}
      addons:
        coreDNS: {enabled: true}
        kubeProxy: {enabled: true}
        konnectivityAgent: {enabled: true}
        flannel: {enabled: true}
        localPathProvisioner: {enabled: true}
      power: Running
      paused: false
      deletionPolicy: Delete
      """;

  private final ClusterApi clusters;

  DefaultingTest(ManagementApi.Server server) {
    clusters = new ClusterApi(server.client(), server.newNamespace("defaulting"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "spec: {}",
        "spec: {datastore: {sqlite: {}}, network: {}, resources: {limits: {}}}"
      })
  void leavingOutIsTheSameAsTheDefaults(String spec) {
    Map<String, Object> stored = clusters.create(HEAD + spec);
    try {
      assertThat(stored.get("spec")).isEqualTo(ClusterApi.parsed(ALL_DEFAULTS));
      assertThat(EffectiveSpec.of(read(stored))).isEqualTo(EffectiveSpec.of(new LightCluster()));
    } finally {
      clusters.delete(stored);
    }
  }

  @Test
  void eachResourceHasADefaultOfItsOwn() {
    Map<String, Object> stored = clusters.create(HEAD + "spec: {resources: {limits: {cpu: 2}}}");
    try {
      assertThat(EffectiveSpec.of(read(stored)).resources().getLimits())
          .containsOnlyKeys("cpu", "memory");
    } finally {
      clusters.delete(stored);
    }
  }

  private static LightCluster read(Map<String, Object> stored) {
    return Serialization.unmarshal(Serialization.asJson(stored), LightCluster.class);
  }
}
