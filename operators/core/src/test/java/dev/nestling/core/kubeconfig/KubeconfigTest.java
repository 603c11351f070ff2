package dev.nestling.core.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nestling.core.pki.KeyPair;
import io.fabric8.kubernetes.client.Config;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeconfigTest {
  private static final Kubeconfig CONFIG =
      new Kubeconfig(
          "edge",
          new Kubeconfig.Server("https://[fd00::1]:6443", "ca\n", Optional.of("edge-api")),
          new Kubeconfig.User("admin", new KeyPair("cert\n", "key\n")));

  @Test
  void theTextIsStable() {
    assertThat(CONFIG.toYaml())
        .isEqualTo(
            """
            apiVersion: v1
            kind: Config
            clusters:
            - name: 'edge'
              cluster:
                server: 'https://[fd00::1]:6443'
                certificate-authority-data: Y2EK
                tls-server-name: 'edge-api'
            users:
            - name: 'admin'
              user:
                client-certificate-data: Y2VydAo=
                client-key-data: a2V5Cg==
            contexts:
            - name: 'admin@edge'
              context:
                cluster: 'edge'
                user: 'admin'
            current-context: 'admin@edge'
            """);
  }

  @Test
  void aClientReadsIt() {
    Config read = Config.fromKubeconfig(CONFIG.toYaml());

    assertThat(read.getMasterUrl()).isEqualTo("https://[fd00::1]:6443/");
    assertThat(read.getCaCertData()).isEqualTo("Y2EK");
    assertThat(read.getClientCertData()).isEqualTo("Y2VydAo=");
    assertThat(read.getClientKeyData()).isEqualTo("a2V5Cg==");
    assertThat(read.getCurrentContext().getName()).isEqualTo("admin@edge");
  }

  @Test
  void parsingIsTheInverseOfWriting() {
    var plain =
        new Kubeconfig(
            "it's: #1",
            new Kubeconfig.Server("https://10.0.0.1:6443", "ca", Optional.empty()),
            CONFIG.user());

    assertThat(Kubeconfig.parse(CONFIG.toYaml())).contains(CONFIG);
    assertThat(Kubeconfig.parse(plain.toYaml())).contains(plain);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "- a",
        "clusters: []",
        "{",
        "clusters: [{name: a, cluster: {server: 1}}]"
      })
  void anythingElseIsNoKubeconfig(String text) {
    assertThat(Kubeconfig.parse(text)).isEmpty();
  }

  @Test
  void damagedDataIsNoKubeconfig() {
    assertThat(Kubeconfig.parse(CONFIG.toYaml().replace("Y2EK", "%%"))).isEmpty();
  }

  /** Whoever may write the Secret writes what he likes; it must not take the operator with it. */
  @Test
  void textsThatTakeAllMemoryAreNoKubeconfigs() {
    StringBuilder aliases = new StringBuilder("a: &a [xxxxxxxx]\n");
    for (char name = 'b'; name <= 'j'; name++) {
      aliases.append(name).append(": &").append(name).append(" [");
      aliases.append(("*" + (char) (name - 1) + ",").repeat(5)).append("]\n");
    }
    String heavy =
        aliases + CONFIG.toYaml().replace("tls-server-name: 'edge-api'", "tls-server-name: *j");

    assertThat(Kubeconfig.parse(heavy)).isEmpty();
    assertThat(Kubeconfig.parse("[".repeat(60_000))).isEmpty();
    assertThat(Kubeconfig.parse(CONFIG.toYaml() + "#".repeat(64 * 1024))).isEmpty();
  }

  @Test
  void noNameBreaksOutOfItsLine() {
    var broken = new Kubeconfig("a\nb", CONFIG.server(), CONFIG.user());

    assertThatThrownBy(broken::toYaml).hasMessageContaining("control characters");
  }
}
