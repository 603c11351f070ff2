package dev.nestling.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nestling.images.archive.Image;
import dev.nestling.images.archive.Labels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  @TempDir private Path directory;

  @Test
  void theCommandLineHasDefaults() {
    Arguments arguments = Arguments.parse(List.of("--out", "here", "--arch", "arm64", "pause"));

    assertThat(arguments.registry()).isEqualTo("registry.nestling.dev");
    assertThat(arguments.binaries()).endsWithRaw(Path.of("nestlet/bin/arm64"));
    assertThat(arguments.wants("pause")).isTrue();
    assertThat(arguments.wants("coredns")).isFalse();
    assertThat(Arguments.parse(List.of("--out", "here")).wants("coredns")).isTrue();
  }

  @Test
  void aWrongCommandLineIsRefused() {
    assertThatThrownBy(() -> Arguments.parse(List.of())).hasMessage("--out is required");
    assertThatThrownBy(() -> Arguments.parse(List.of("--out"))).hasMessage("--out needs a value");
    assertThatThrownBy(() -> Arguments.parse(List.of("--outt", "x")))
        .hasMessage("unknown option --outt");
    assertThatThrownBy(() -> Arguments.parse(List.of("--out", "x", "--arch", "z80")))
        .hasMessageStartingWith("unknown architecture z80");
  }

  @Test
  void whatRunsIsWhatTheNodeAsksFor() throws Exception {
    Path program = directory.resolve("nestlet/bin/amd64/runtime/pause");
    Files.createDirectories(program.getParent());
    Files.writeString(program, "p");

    int code = run("--arch", "amd64", "--out", directory.resolve("out").toString(), "pause");

    assertThat(code).isZero();
    assertThat(directory.resolve("out").resolve("pause-" + Tags.load().of("pause") + ".tar"))
        .isRegularFile();
  }

  /** A pod's command is {@code etcd …}, found by PATH, as in the published image. */
  @Test
  void etcdLiesWhereThePublishedImageHasIt() throws Exception {
    Path program = directory.resolve("nestlet/bin/amd64/runtime/etcd");
    Files.createDirectories(program.getParent());
    Files.writeString(program, "e");
    Arguments arguments =
        Arguments.parse(
            List.of("--out", "x", "--arch", "amd64", "--project", directory.toString()));

    Image image = EtcdImage.of(arguments, Tags.load());

    assertThat(image.reference("registry.k8s.io"))
        .matches("registry\\.k8s\\.io/etcd:3\\.6\\.\\d+-0");
    assertThat(image.layers().getFirst().getEntries().getFirst().getExtractionPath())
        .hasToString("/usr/local/bin/etcd");
    assertThat(image.environment()).containsEntry("PATH", "/usr/local/bin");
    assertThat(image.user()).isEqualTo("65532:65532");
  }

  /** An override has its own tag, so the installation has to say it once more. */
  @Test
  void theEmbeddedClusterAsksForTheCoreDnsThatIsBuilt() throws Exception {
    String installation = Files.readString(Path.of("../config/embedded/images.yaml"));

    assertThat(installation)
        .contains("value: registry.nestling.dev/coredns/coredns:" + Tags.load().of("coredns"));
  }

  /** A node has the image only under the tag that the installation asks for. */
  @Test
  void everyOperatorIsInstalledWithItsImage() throws Exception {
    for (String name : OperatorImage.NAMES) {
      Path deployment = Path.of("../config/manager").resolve(name.replace('-', '_') + ".yaml");

      assertThat(Files.readString(deployment))
          .contains("image: registry.nestling.dev/" + name + ":" + Tags.load().of(name));
    }
  }

  @Test
  void theUsageNamesEveryImageOnce() {
    String names = Arguments.USAGE.substring(Arguments.USAGE.indexOf("names (default: all):"));

    assertThat(names.strip().split("\\s+"))
        .contains("kube-proxy", "kas-network-proxy/proxy-agent")
        .filteredOn(word -> !List.of("names", "(default:", "all):").contains(word))
        .containsExactlyInAnyOrderElementsOf(Main.names());
  }

  @Test
  void everyImageHasLabels() throws Exception {
    Path program = Files.writeString(directory.resolve("program"), "p");

    for (String name : Main.names()) {
      assertThat(Labels.of(Image.ofProgram(name, "v1", program)).asMap())
          .hasSize(8)
          .containsEntry("org.opencontainers.image.version", "v1")
          .doesNotContainValue("");
    }
  }

  @Test
  void theExitCodeSaysWhoseFaultItIs() throws Exception {
    String out = directory.resolve("out").toString();

    assertThat(run("--out", out, "nonesuch")).isEqualTo(64);
    assertThat(run("--out", out, "coredns")).isEqualTo(1);
  }

  @Test
  void anOperatorForAnotherArchitectureNeedsSomethingToStandOn() throws Exception {
    String foreign = System.getProperty("os.arch").equals("amd64") ? "arm64" : "amd64";
    Arguments without = Arguments.parse(List.of("--out", "x", "--arch", foreign));
    Arguments with =
        Arguments.parse(List.of("--out", "x", "--arch", foreign, "--operator-base", "java:25"));

    assertThat(JavaBase.isPossible(without)).isFalse();
    assertThat(JavaBase.missing(without)).contains("for " + foreign + " give --java-runtime");
    assertThat(JavaBase.isPossible(with)).isTrue();
  }

  private int run(String... arguments) throws InterruptedException {
    List<String> all = new ArrayList<>(List.of("--project", directory.toString()));
    all.addAll(List.of(arguments));
    return Main.run(all);
  }
}
