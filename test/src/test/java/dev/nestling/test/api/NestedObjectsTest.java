package dev.nestling.test.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nestling.core.addons.AddonImages;
import dev.nestling.core.addons.CoreDns;
import dev.nestling.core.addons.Flannel;
import dev.nestling.core.addons.KonnectivityAgent;
import dev.nestling.core.addons.KubeProxy;
import dev.nestling.core.addons.LocalPath;
import dev.nestling.core.kubeadm.BootstrapToken;
import dev.nestling.core.kubeadm.KubeadmObjects;
import dev.nestling.core.kubeadm.KubernetesEndpoint;
import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.plan.ImageSettings;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is put into nested clusters is taken as it stands by a real API server, here by one that
 * plays the nested one. It has the ranges that are given here.
 */
@Tag("api")
@ExtendWith(ManagementApi.class)
class NestedObjectsTest {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final NestedFacts FACTS =
      new NestedFacts(
          "demo",
          "v1.36.3",
          "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
          "https://10.1.2.3:6443",
          new NestedFacts.Network(
              List.of("10.180.0.0/16"), List.of("10.181.0.0/16"), "cluster.local"));
  private static final BootstrapToken TOKEN = new BootstrapToken("abc012", "0123456789abcdef");

  private final KubernetesClient client;
  private final Deque<HasMetadata> made = new ArrayDeque<>();

  NestedObjectsTest(ManagementApi.Server server) {
    this.client = server.client();
  }

  /** They come a moment after the API. */
  @BeforeEach
  void awaitNamespaces() {
    Awaitility.await()
        .atMost(SOON)
        .until(
            () ->
                client.namespaces().withName("kube-public").get() != null
                    && client.namespaces().withName("kube-system").get() != null);
  }

  @AfterEach
  void remove() {
    made.forEach(object -> client.resource(object).delete());
  }

  @Test
  void everyObjectIsTakenAndASecondTimeChangesNothing() {
    for (HasMetadata object : objects()) {
      HasMetadata first = apply(object);
      HasMetadata second = apply(object);

      assertThat(second.getMetadata().getUid()).isEqualTo(first.getMetadata().getUid());
      assertThat(second.getMetadata().getGeneration())
          .as(object.getKind() + " " + object.getMetadata().getName())
          .isEqualTo(first.getMetadata().getGeneration());
    }
  }

  @Test
  void theControllerManagerSignsTheAddressForATokenAndKeepsOffOurSlice() {
    objects().forEach(this::apply);

    Awaitility.await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(clusterInfo()).containsKey("jws-kubeconfig-abc012"));
    objects().forEach(this::apply);

    assertThat(clusterInfo()).containsKeys("kubeconfig", "jws-kubeconfig-abc012");
    assertThat(slices()).hasSize(1);
    assertThat(slices().getFirst().getEndpoints().getFirst().getAddresses())
        .containsExactly("10.96.7.7");
  }

  @ParameterizedTest
  @CsvSource({
    "cluster-info, kubeconfig, v1, Config",
    "kubeadm-config, ClusterConfiguration, kubeadm.k8s.io/v1beta4, ClusterConfiguration",
    "kubelet-config, kubelet, kubelet.config.k8s.io/v1beta1, KubeletConfiguration",
    "kube-proxy, config.conf, kubeproxy.config.k8s.io/v1alpha1, KubeProxyConfiguration",
    "kube-proxy, kubeconfig.conf, v1, Config"
  })
  void filesAreWhatTheirReadersLookFor(String map, String key, String apiVersion, String kind) {
    String text =
        objects().stream()
            .filter(object -> object.getMetadata().getName().equals(map))
            .filter(ConfigMap.class::isInstance)
            .map(object -> ((ConfigMap) apply(object)).getData().get(key))
            .findFirst()
            .orElseThrow();

    assertThat((Map<?, ?>) Serialization.unmarshal(text, Map.class))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("apiVersion", apiVersion)
        .containsEntry("kind", kind);
  }

  @Test
  void aMisspelledFieldWouldBeRefused() {
    GenericKubernetesResource misspelled =
        Serialization.unmarshal(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: misspelled, namespace: kube-system}
            immutible: true
            """,
            GenericKubernetesResource.class);

    assertThatThrownBy(() -> client.resource(misspelled).patch(strictly()))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("immutible");
  }

  private HasMetadata apply(HasMetadata object) {
    // A namespace that is deleted takes nothing new for a while.
    if (!(object instanceof Namespace) && client.resource(object).get() == null) {
      made.push(object);
    }
    return client.resource(object).patch(strictly());
  }

  private static PatchContext strictly() {
    return new PatchContext.Builder()
        .withPatchType(PatchType.SERVER_SIDE_APPLY)
        .withFieldManager("nestling-tests")
        .withFieldValidation("Strict")
        .withForce(true)
        .build();
  }

  private Map<String, String> clusterInfo() {
    return client
        .configMaps()
        .inNamespace("kube-public")
        .withName("cluster-info")
        .require()
        .getData();
  }

  private List<EndpointSlice> slices() {
    return client
        .discovery()
        .v1()
        .endpointSlices()
        .inNamespace("default")
        .withLabel("kubernetes.io/service-name", "kubernetes")
        .list()
        .getItems();
  }

  private static List<HasMetadata> objects() {
    AddonImages images =
        AddonImages.published(new ImageSettings("registry.k8s.io", Map.of()), FACTS.version());
    var server = new KonnectivityAgent.Server("10.1.2.3", 8132, true);
    return Stream.<List<HasMetadata>>of(
            KubeadmObjects.of(FACTS, List.of("https://demo-etcd-0:2379")),
            KubernetesEndpoint.objects("10.96.7.7", 6443),
            List.<HasMetadata>of(
                TOKEN.toSecret(Instant.now().plus(Duration.ofHours(1)), "of a test")),
            CoreDns.objects(FACTS, images.coreDns()),
            KubeProxy.objects(FACTS, images.kubeProxy()),
            Flannel.objects(FACTS, images.flannel()),
            LocalPath.objects(FACTS, images.localPathProvisioner(), images.nodeHelper()),
            KonnectivityAgent.objects(FACTS, server, images.proxyAgent()))
        .flatMap(List::stream)
        .toList();
  }
}
