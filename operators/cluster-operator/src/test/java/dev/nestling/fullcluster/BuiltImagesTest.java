package dev.nestling.fullcluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.addons.AddonImages;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.fullcluster.objects.Program;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * With the settings of config/embedded a FullCluster asks for nothing but images that this project
 * builds. CoreDNS is the one that has another version here than in the community's registry.
 */
class BuiltImagesTest {
  private static final String KUBERNETES = "v1.36.3";
  private static final Set<String> OF_KUBERNETES =
      Set.of("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy");

  /** Names of the same archive have the tag of its first. */
  private static final Map<String, String> TAGGED_AS =
      Map.of(
          "coredns/coredns",
          "coredns",
          "rancher/local-path-provisioner",
          "local-path-provisioner",
          "library/busybox",
          "node-helper");

  private final Properties tags = new Properties();

  @BeforeEach
  void readTags() throws IOException {
    Path file = Path.of("../../nestlet/internal/addons/images.properties");
    try (Reader reader = Files.newBufferedReader(file)) {
      tags.load(reader);
    }
  }

  @Test
  void everyImageIsBuiltUnderTheTagThatIsAskedFor() {
    ImageSettings settings = new ImageSettings("ours", Map.of());
    AddonImages addons = AddonImages.built(settings, KUBERNETES);
    Set<String> asked =
        new TreeSet<>(Program.current(settings, KUBERNETES, Program.values()).images().values());
    asked.addAll(
        Set.of(
            addons.coreDns(),
            addons.kubeProxy(),
            addons.proxyAgent(),
            addons.flannel(),
            addons.localPathProvisioner(),
            addons.nodeHelper()));

    assertThat(asked)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    OF_KUBERNETES.stream(),
                    Stream.of(
                        "etcd",
                        "coredns/coredns",
                        "flannel-io/flannel",
                        "rancher/local-path-provisioner",
                        "library/busybox",
                        "kas-network-proxy/proxy-server",
                        "kas-network-proxy/proxy-agent"))
                .map(this::built)
                .toList());
  }

  private String built(String name) {
    String tag =
        OF_KUBERNETES.contains(name)
            ? KUBERNETES
            : tags.getProperty(TAGGED_AS.getOrDefault(name, name));
    return "ours/" + name + ":" + tag;
  }
}
