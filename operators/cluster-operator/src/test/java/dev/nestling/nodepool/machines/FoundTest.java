package dev.nestling.nodepool.machines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FoundTest {
  private static final String BLANK =
      """
      address=192.0.2.7
      arch=x86_64
      systemd=yes
      free=9000000
      done=yes
      """;

  @Test
  void aBlankMachineLacksNothing() {
    Found found = Found.parse(BLANK);
    assertThat(found)
        .isEqualTo(
            new Found(
                "amd64",
                "192.0.2.7",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                List.of()));
  }

  @Test
  void whatIsInstalledIsRead() {
    Found found =
        Found.parse(
            BLANK
                + """
                owner=0b2c a
                installed=0123456789abcdef
                files=registry.example.com:5000/machine-files:v1.36.3
                active=yes
                """);
    assertThat(found.owner()).contains("0b2c a");
    assertThat(found.installed()).contains("0123456789abcdef");
    assertThat(found.files()).contains("registry.example.com:5000/machine-files:v1.36.3");
    assertThat(found.active()).isTrue();
  }

  @Test
  void everythingThatIsMissingIsSaidAtOnce() {
    Found found =
        Found.parse(
            """
            address=192.0.2.7
            arch=riscv64
            missing= runc conntrack
            foreign=/etc/rancher /sys/fs/cgroup/kubepods port-10250
            free=1000
            done=yes
            """);
    assertThat(found.lacking())
        .hasSize(5)
        .anyMatch(it -> it.contains("x86_64"))
        .anyMatch(it -> it.contains("systemd"))
        .anyMatch(it -> it.contains("runc conntrack"))
        .anyMatch(
            it -> it.contains("other Kubernetes: /etc/rancher /sys/fs/cgroup/kubepods port-10250"))
        .anyMatch(it -> it.contains("1.5 GB"));
  }

  @Test
  void aMachineThatIsInstalledMayBeFull() {
    assertThat(Found.parse(BLANK.replace("9000000", "1000") + "installed=0123\n").lacking())
        .isEmpty();
  }

  @Test
  void theAgentsLastWordsAreCleanedAndShort() {
    String words =
        "words={\"nestlet\":\"exit\",\"code\":70,\"message\":\"no \\u001b[31mrunc\\u001b[0m "
            + "x".repeat(2000)
            + "\"}\n";
    Optional<String> said = Found.parse(BLANK + words).words();
    assertThat(said).isPresent();
    assertThat(said.get()).hasSizeLessThanOrEqualTo(300).doesNotContain("\u001b");
    assertThat(Found.parse(BLANK + "words=Segmentation fault\n").words()).isEmpty();
  }

  @Test
  void whatAMachineMakesUpIsNotBelieved() {
    assertThat(Found.parse(BLANK + "owner=$(reboot)\n").owner()).isEmpty();
    assertThatThrownBy(() -> Found.parse(BLANK.replace("192.0.2.7", "'; reboot")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Found.parse("Welcome!\n"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Found.parse(BLANK.replace("done=yes", "")))
        .as("cut off")
        .isInstanceOf(IllegalArgumentException.class);
  }
}
