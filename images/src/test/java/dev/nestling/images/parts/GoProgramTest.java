package dev.nestling.images.parts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GoProgramTest {
  private static final String PRINTED =
      """
      /work/bin/ctr: go1.26.8 X:nodwarf5
      \tpath\tgithub.com/Containerd/containerd/v2/cmd/ctr
      \tmod\tgithub.com/Containerd/containerd/v2\tv2.4.2\th1:p6Qg=
      \tdep\tk8s.io/api\tv0.0.0
      \t=>\tk8s.io/api\tv0.36.3\th1:NxB=
      \tdep\texample.org/forked\tv1.0.0
      \t=>\texample.org/fork\tv1.1.0\th1:Fork=
      \tdep\texample.org/patched\tv2.0.0+incompatible
      \t=>\t../../patched\t(devel)\t
      \t
      \tdep\texample.org/last\tv0.1.0\th1:Last=
      \tbuild\t-trimpath=true
      """;

  @Test
  void aProgramHasItsModulesAndGosStandardLibrary() {
    Part program = GoProgram.parse(PRINTED, "0.1.0").orElseThrow();

    assertThat(program.name()).isEqualTo("github.com/Containerd/containerd/v2/cmd/ctr");
    assertThat(program.version()).isEqualTo("v2.4.2");
    assertThat(program.address())
        .isEqualTo("pkg:golang/github.com/containerd/containerd/v2@v2.4.2#cmd/ctr");
    assertThat(program.parts())
        .extracting(Part::address)
        .containsExactly(
            "pkg:golang/k8s.io/api@v0.36.3",
            "pkg:golang/example.org/fork@v1.1.0",
            "pkg:golang/example.org/patched@v2.0.0%2Bincompatible",
            "pkg:golang/example.org/last@v0.1.0",
            "pkg:golang/stdlib@1.26.8");
  }

  @Test
  void whatIsBuiltFromTheCheckoutHasTheProjectsVersion() {
    String printed =
        "pause: go1.26.8\n\tpath\tnestling.dev/nestlet/pause\n\tmod\tnestling.dev/nestlet\t(devel)\t\n";

    assertThat(GoProgram.parse(printed, "0.1.0-SNAPSHOT").orElseThrow().address())
        .isEqualTo("pkg:golang/nestling.dev/nestlet@0.1.0-SNAPSHOT#pause");
  }

  @Test
  void aChangedCopyOfAModuleIsStillThatModule() {
    String printed =
        """
        flannel: go1.26.8
        \tpath\tgithub.com/flannel-io/flannel
        \tmod\tgithub.com/flannel-io/flannel\tv0.28.4
        \t=>\t../../bin/prepared/flannel/source\t(devel)\t
        """;

    assertThat(GoProgram.parse(printed, "0.1.0").orElseThrow().address())
        .isEqualTo("pkg:golang/github.com/flannel-io/flannel@v0.28.4");
  }

  @Test
  void aProgramWithoutModulesIsNotExplained() {
    assertThat(GoProgram.parse("runc: go1.19.8\n\tpath\tgithub.com/opencontainers/runc\n", "1"))
        .isEmpty();
  }
}
