package dev.nestling.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nestling.images.archive.OciArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a FullCluster's pods expect of images that have the community's names. */
class UpstreamImagesTest {
  private static final String REGISTRY = "registry.nestling.dev/";

  @TempDir private Path project;

  @BeforeEach
  void everythingIsBuilt() throws IOException {
    for (String program :
        List.of(
            "v1.35.4/nestlet",
            "v1.36.3/nestlet",
            "runtime/coredns",
            "runtime/local-path-provisioner",
            "runtime/proxy-server",
            "runtime/proxy-agent")) {
      write("nestlet/bin/amd64/" + program);
    }
    debianPackagesAreCached();
  }

  @Test
  void oneArchiveOfAVersionHoldsNestletAndTheComponents() throws Exception {
    assertThat(assembled("nestlet", "kube-apiserver", "kube-controller-manager", "kube-scheduler"))
        .containsExactly("nestlet-v1.35.4.tar", "nestlet-v1.36.3.tar");

    OciArchive archive = archive("nestlet-v1.36.3.tar");
    assertThat(archive.names())
        .containsExactly(
            REGISTRY + "nestlet:v1.36.3",
            REGISTRY + "kube-apiserver:v1.36.3",
            REGISTRY + "kube-controller-manager:v1.36.3",
            REGISTRY + "kube-scheduler:v1.36.3");
    // The links, the program, and of each image a configuration and a manifest: nothing else.
    assertThat(archive.blobs()).isEqualTo(2 + 4 * 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kube-apiserver", "kube-controller-manager", "kube-scheduler"})
  void aComponentIsNestletUnderItsName(String name) throws Exception {
    assembled("nestlet", name);
    String image = REGISTRY + name + ":v1.36.3";

    OciArchive archive = archive("nestlet-v1.36.3.tar");
    assertThat(archive.layers(image)).isEqualTo(archive.layers(REGISTRY + "nestlet:v1.36.3"));
    assertThat(archive.links(image, 0)).containsEntry("usr/local/bin/" + name, "/nestlet");
    JsonNode config = archive.configuration(image).path("config");
    assertThat(config.path("Entrypoint").toString()).isEqualTo("[\"" + name + "\"]");
    assertThat(config.path("Env").toString()).isEqualTo("[\"PATH=/usr/local/bin\"]");
    assertThat(config.path("User").asText()).isEqualTo("65532:65532");
  }

  @Test
  void kubeProxyHasItsToolsAboveTheSharedLayerAndIsRoot() throws Exception {
    assembled("nestlet", "kube-proxy");
    String image = REGISTRY + "kube-proxy:v1.36.3";

    OciArchive archive = archive("nestlet-v1.36.3.tar");
    assertThat(archive.layers(image))
        .hasSize(3)
        .startsWith(archive.layers(REGISTRY + "nestlet:v1.36.3").toArray(String[]::new));
    assertThat(archive.links(image, 0)).containsEntry("usr/local/bin/kube-proxy", "/nestlet");
    assertThat(archive.paths(image, 2))
        .contains(
            "usr/sbin/iptables",
            "usr/sbin/iptables-restore",
            "usr/sbin/ip6tables-save",
            "usr/sbin/conntrack",
            "lib64/ld-linux-x86-64.so.2",
            "lib/x86_64-linux-gnu/libxtables.so.12",
            "usr/lib/x86_64-linux-gnu/xtables/libxt_comment.so");
    JsonNode config = archive.configuration(image).path("config");
    assertThat(config.path("Entrypoint").toString()).isEqualTo("[\"kube-proxy\"]");
    assertThat(config.path("Env").toString()).isEqualTo("[\"PATH=/usr/local/bin:/usr/sbin\"]");
    assertThat(config.path("User").asText()).isEqualTo("0:0");
    assertThat(config.path("Labels").path("org.opencontainers.image.title").asText())
        .isEqualTo("kube-proxy");
  }

  @Test
  void everyImageOfAnArchiveHasItsBillOfMaterials() throws Exception {
    assembled("nestlet", "kube-proxy", "coredns/coredns");

    String tag = Tags.load().of("coredns");
    assertThat(project.resolve("out").toFile().list())
        .contains(
            "nestlet-v1.36.3.cdx.json",
            "kube-proxy-v1.36.3.cdx.json",
            "coredns-coredns-" + tag + ".cdx.json")
        .doesNotContain("coredns-" + tag + ".cdx.json");
    assertThat(project.resolve("out/kube-proxy-v1.36.3.cdx.json"))
        .content()
        .contains("pkg:deb/debian/iptables@1.0-1?arch=amd64");
  }

  @Test
  void whoAsksForNestletAloneGetsNothingElse() throws Exception {
    assertThat(assembled("nestlet")).contains("nestlet-v1.35.4.tar", "nestlet-v1.36.3.tar");

    assertThat(archive("nestlet-v1.36.3.tar").names())
        .containsExactly(REGISTRY + "nestlet:v1.36.3");
  }

  @Test
  void linksAreTheSameInEveryAssembly() throws Exception {
    assembled("kube-scheduler", "kube-proxy");
    Path first = project.resolve("first.tar");
    Files.move(project.resolve("out/kube-scheduler-v1.36.3.tar"), first);
    assembled("kube-scheduler", "kube-proxy");

    assertThat(project.resolve("out/kube-scheduler-v1.36.3.tar")).hasSameBinaryContentAs(first);
  }

  @Test
  void bothNamesOfCorednsAreTheSameProgramInOneArchive() throws Exception {
    String tag = Tags.load().of("coredns");
    assertThat(assembled("coredns", "coredns/coredns")).containsExactly("coredns-" + tag + ".tar");

    OciArchive archive = archive("coredns-" + tag + ".tar");
    assertThat(archive.names())
        .containsExactly(REGISTRY + "coredns:" + tag, REGISTRY + "coredns/coredns:" + tag);
    assertThat(archive.blobs()).isEqualTo(3);
    assertThat(entrypoint(archive, 1)).isEqualTo("[\"/coredns\"]");
  }

  @Test
  void theProvisionerLiesWhereThePublishedImageHasIt() throws Exception {
    String tag = Tags.load().of("local-path-provisioner");
    String published = "rancher/local-path-provisioner";
    assertThat(assembled("local-path-provisioner", published))
        .containsExactly("local-path-provisioner-" + tag + ".tar");

    OciArchive archive = archive("local-path-provisioner-" + tag + ".tar");
    assertThat(archive.names())
        .containsExactly(
            REGISTRY + "local-path-provisioner:" + tag, REGISTRY + published + ":" + tag);
    assertThat(archive.paths(REGISTRY + published + ":" + tag, 0))
        .contains("usr/bin/local-path-provisioner");
    assertThat(entrypoint(archive, 0)).isEqualTo("[\"/usr/bin/local-path-provisioner\"]");
  }

  @Test
  void theShellIsBusyboxUnderBothNames() throws Exception {
    String tag = Tags.load().of("node-helper");
    assertThat(assembled("node-helper", "library/busybox"))
        .containsExactly("node-helper-" + tag + ".tar");

    OciArchive archive = archive("node-helper-" + tag + ".tar");
    assertThat(archive.names())
        .containsExactly(REGISTRY + "node-helper:" + tag, REGISTRY + "library/busybox:" + tag);
    assertThat(archive.paths(REGISTRY + "library/busybox:" + tag, 0)).contains("bin/sh");
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy-server", "proxy-agent"})
  void anImageWithASlashGivesAFileNameWithoutOne(String program) throws Exception {
    String name = "kas-network-proxy/" + program;
    String tag = Tags.load().of(name);
    String file = "kas-network-proxy-" + program + "-" + tag + ".tar";
    assertThat(assembled(name)).containsExactly(file);

    OciArchive archive = archive(file);
    assertThat(archive.names()).containsExactly(REGISTRY + name + ":" + tag);
    assertThat(entrypoint(archive, 0)).isEqualTo("[\"/" + program + "\"]");
  }

  /** The tag promises a version; the module says which one is built. */
  @ParameterizedTest
  @CsvSource({
    "coredns, coredns, github.com/coredns/coredns",
    "local-path-provisioner, local-path-provisioner, github.com/rancher/local-path-provisioner",
    "etcd, etcd, go.etcd.io/etcd/server/v3",
    "flannel-io/flannel, flannel, github.com/flannel-io/flannel",
    "kas-network-proxy/proxy-server, konnectivity, sigs.k8s.io/apiserver-network-proxy",
    "kas-network-proxy/proxy-agent, konnectivity, sigs.k8s.io/apiserver-network-proxy"
  })
  void theTagIsTheVersionThatIsBuilt(String image, String directory, String module)
      throws Exception {
    String tag = Tags.load().of(image);
    String version = tag.startsWith("v") ? tag : "v" + tag.replaceFirst("-0$", "");

    assertThat(Path.of("../nestlet/runtime", directory, "go.mod"))
        .content()
        .contains("\t" + module + " " + version + " ");
  }

  private String entrypoint(OciArchive archive, int image) throws IOException {
    return archive
        .configuration(archive.names().get(image))
        .path("config")
        .path("Entrypoint")
        .toString();
  }

  private OciArchive archive(String file) throws IOException {
    return OciArchive.read(project.resolve("out").resolve(file));
  }

  /** Assembles images and returns the names of all archives. */
  private List<String> assembled(String... names) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--project",
                project.toString(),
                "--arch",
                "amd64",
                "--out",
                project.resolve("out").toString()));
    arguments.addAll(List.of(names));
    assertThat(Main.run(arguments)).isZero();
    try (var files = Files.list(project.resolve("out"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".tar"))
          .sorted()
          .toList();
    }
  }

  private void debianPackagesAreCached() throws IOException {
    String cache = "images/target/cache/debian/amd64/";
    for (String file :
        List.of(
            "libc6/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
            "libmnl0/usr/lib/x86_64-linux-gnu/libmnl.so.0",
            "libnetfilter-conntrack3/usr/lib/x86_64-linux-gnu/libnetfilter_conntrack.so.3",
            "libnfnetlink0/usr/lib/x86_64-linux-gnu/libnfnetlink.so.0",
            "libnftnl11/usr/lib/x86_64-linux-gnu/libnftnl.so.11",
            "libxtables12/usr/lib/x86_64-linux-gnu/libxtables.so.12",
            "iptables/usr/sbin/xtables-nft-multi",
            "iptables/usr/lib/x86_64-linux-gnu/xtables/libxt_comment.so",
            "conntrack/usr/sbin/conntrack",
            "busybox-static/bin/busybox")) {
      write(cache + file);
      write(cache + "downloads/" + file.substring(0, file.indexOf('/')) + "_1.0-1_amd64.deb");
    }
  }

  /** A file with its own path as content. */
  private void write(String file) throws IOException {
    Path path = project.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, file);
  }
}
