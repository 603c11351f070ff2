package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.api.v1alpha1.SupportedVersions;
import dev.nestling.test.testbed.Command;
import dev.nestling.test.testbed.TenantNamespace;
import dev.nestling.test.testbed.Testbed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The older Kubernetes version in a management cluster of the newer one. */
@Tag("e2e")
@Tag("long")
class PreviousVersionTest {
  private static final String VERSION = SupportedVersions.all().getLast();

  @TempDir private Path directory;

  @Test
  void aClusterOfThePreviousVersionServesThatVersion() throws Exception {
    var testbed = Testbed.get();
    try (var namespace = TenantNamespace.create(testbed.client(), "previous")) {
      var manifest =
          Files.writeString(
              directory.resolve("cluster.yaml"),
              """
              apiVersion: nestling.dev/v1alpha1
              kind: LightCluster
              metadata: {name: old}
              spec: {version: %s}
              """
                  .formatted(VERSION));
      testbed.kubectl("-n", namespace.name(), "apply", "-f", manifest.toString());
      testbed.kubectl(
          "-n",
          namespace.name(),
          "wait",
          "lightcluster/old",
          "--for=condition=Ready",
          "--timeout=180s");

      assertThat(nested(testbed, namespace, "get", "--raw", "/version"))
          .contains("\"gitVersion\": \"" + VERSION + "\"");
      nested(testbed, namespace, "create", "configmap", "works");
    }
  }

  private String nested(Testbed testbed, TenantNamespace namespace, String... arguments)
      throws Exception {
    var secret =
        testbed
            .client()
            .secrets()
            .inNamespace(namespace.name())
            .withName("old-kubeconfig")
            .require();
    var kubeconfig = directory.resolve("kubeconfig");
    Files.writeString(
        kubeconfig,
        new String(
            Base64.getDecoder().decode(secret.getData().get("value")), StandardCharsets.UTF_8));
    return Command.run(
        List.of(
            testbed.repository().nestlet().toString(),
            "kubectl",
            "--kubeconfig",
            kubeconfig.toString()),
        arguments);
  }
}
