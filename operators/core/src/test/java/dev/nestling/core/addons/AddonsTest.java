package dev.nestling.core.addons;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.GoldenYaml;
import dev.nestling.core.kubeadm.Facts;
import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AddonsTest {
  private static final AddonImages IMAGES =
      AddonImages.published(new ImageSettings("registry.k8s.io", Map.of()), "v1.36.3");
  private static final KonnectivityAgent.Server SERVER =
      new KonnectivityAgent.Server("10.1.2.3", 8132, true);

  @Test
  void clusterDns() throws IOException {
    GoldenYaml.check("coredns-v4", CoreDns.objects(Facts.v4(), IMAGES.coreDns()));
    GoldenYaml.check("coredns-dual-stack", CoreDns.objects(Facts.dualStack(), IMAGES.coreDns()));
  }

  @Test
  void kubeProxy() throws IOException {
    GoldenYaml.check("kube-proxy-v4", KubeProxy.objects(Facts.v4(), IMAGES.kubeProxy()));
    GoldenYaml.check(
        "kube-proxy-dual-stack", KubeProxy.objects(Facts.dualStack(), IMAGES.kubeProxy()));
    GoldenYaml.check("kube-proxy-v6", KubeProxy.objects(Facts.v6(), IMAGES.kubeProxy()));
  }

  @Test
  void konnectivityAgent() throws IOException {
    GoldenYaml.check("konnectivity-v4", agent(Facts.v4()));
    assertThat(agent(Facts.v6()).toString())
        .contains("--agent-identifiers=ipv6=$(HOST_IP)&host=$(NODE_NAME)");
  }

  @Test
  void flannel() throws IOException {
    GoldenYaml.check("flannel-v4", Flannel.objects(Facts.v4(), IMAGES.flannel()));
    assertThat(network(Facts.dualStack()))
        .contains("\"EnableIPv4\": true", "\"EnableIPv6\": true", "\"IPv6Network\": \"");
    assertThat(network(Facts.v6())).contains("\"EnableIPv4\": false").doesNotContain("\"Network\"");
  }

  private static String network(NestedFacts facts) {
    return Flannel.objects(facts, IMAGES.flannel()).stream()
        .filter(ConfigMap.class::isInstance)
        .map(object -> ((ConfigMap) object).getData().get(Flannel.NETWORK_FILE))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void localPath() throws IOException {
    GoldenYaml.check("local-path-v4", localPath(Facts.v4()));
  }

  /** It is read by a program that says nothing of what it does not understand. */
  @Test
  void theProvisionersFilesAreWhatItReads() {
    Map<String, String> files =
        localPath(Facts.v4()).stream()
            .filter(ConfigMap.class::isInstance)
            .map(object -> ((ConfigMap) object).getData())
            .findFirst()
            .orElseThrow();

    Pod helper = Serialization.unmarshal(files.get(LocalPath.POD_FILE), Pod.class);
    assertThat(helper.getSpec().getContainers())
        .singleElement()
        .satisfies(
            container -> {
              assertThat(container.getName()).isEqualTo("helper-pod");
              assertThat(container.getImage()).isEqualTo(IMAGES.nodeHelper());
            });
    assertThat(Serialization.unmarshal(files.get(LocalPath.CONFIG_FILE), Map.class))
        .isEqualTo(
            Map.of(
                "nodePathMap",
                List.of(
                    Map.of(
                        "node",
                        "DEFAULT_PATH_FOR_NON_LISTED_NODES",
                        "paths",
                        List.of("/opt/local-path-provisioner")))));
    assertThat(files.keySet())
        .containsExactlyInAnyOrder("config.json", "helperPod.yaml", "setup", "teardown");
  }

  private static List<HasMetadata> localPath(NestedFacts facts) {
    return LocalPath.objects(facts, IMAGES.localPathProvisioner(), IMAGES.nodeHelper());
  }

  @Test
  void everyObjectIsFoundByOurLabel() {
    assertThat(all(Facts.v4()))
        .allSatisfy(
            object ->
                assertThat(object.getMetadata().getLabels())
                    .containsEntry(Labels.MANAGED_BY, Labels.NESTLING));
  }

  @Test
  void anotherAddressOfTheApiRestartsTheProxy() {
    NestedFacts before = Facts.v4();
    NestedFacts after =
        new NestedFacts(
            before.clusterName(),
            before.version(),
            before.caPem(),
            "https://10.9.9.9:6443",
            before.network());

    assertThat(template(after)).isNotEqualTo(template(before));
    assertThat(template(before)).isEqualTo(template(Facts.v4()));
  }

  @Test
  void imagesAreThoseOfTheCommunityUnlessSettingsSayOtherwise() {
    assertThat(IMAGES.kubeProxy()).isEqualTo("registry.k8s.io/kube-proxy:v1.36.3");
    assertThat(IMAGES.coreDns()).startsWith("registry.k8s.io/coredns/coredns:v1.");
    assertThat(IMAGES.proxyAgent()).startsWith("registry.k8s.io/kas-network-proxy/proxy-agent:v0.");
    assertThat(IMAGES.flannel()).startsWith("ghcr.io/flannel-io/flannel:v0.");
    assertThat(IMAGES.localPathProvisioner())
        .isEqualTo("docker.io/rancher/local-path-provisioner:v0.0.30");
    assertThat(IMAGES.nodeHelper()).isEqualTo("docker.io/library/busybox:1.35.0");
    var mirror = new ImageSettings("r.example", Map.of("coredns", "m.example/dns@sha256:1"));
    assertThat(AddonImages.published(mirror, "v1.36.3").coreDns())
        .isEqualTo("m.example/dns@sha256:1");
    assertThat(AddonImages.published(mirror, "v1.36.3").nodeHelper())
        .isEqualTo("r.example/library/busybox:1.35.0");
  }

  private static List<HasMetadata> agent(NestedFacts facts) {
    return KonnectivityAgent.objects(facts, SERVER, IMAGES.proxyAgent());
  }

  private static List<HasMetadata> all(NestedFacts facts) {
    return Stream.of(
            CoreDns.objects(facts, IMAGES.coreDns()),
            KubeProxy.objects(facts, IMAGES.kubeProxy()),
            Flannel.objects(facts, IMAGES.flannel()),
            localPath(facts),
            agent(facts))
        .flatMap(List::stream)
        .toList();
  }

  private static String template(NestedFacts facts) {
    return KubeProxy.objects(facts, IMAGES.kubeProxy()).stream()
        .filter(DaemonSet.class::isInstance)
        .map(object -> ((DaemonSet) object).getSpec().getTemplate().toString())
        .findFirst()
        .orElseThrow();
  }
}
