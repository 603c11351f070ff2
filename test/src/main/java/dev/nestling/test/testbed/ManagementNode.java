package dev.nestling.test.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.nestling.core.kubeadm.BootstrapToken;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a machine becomes a node of the embedded cluster: as the first one is, by its agent. */
final class ManagementNode {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final BootstrapToken TOKEN = new BootstrapToken("mgmt01", "0123456789abcdef");

  private ManagementNode() {}

  static List<String> prepare(Testbed testbed, Machine.Identity machine, Path data)
      throws IOException {
    testbed.client().resource(token()).forceConflicts().serverSideApply();
    WorkerImages.provide(testbed.repository(), data);
    Path cluster = testbed.data();
    Map<String, Object> config = new LinkedHashMap<>(map(cluster.resolve("agent.yaml")));
    Map<String, Object> server = new LinkedHashMap<>(map(config.get("server")));
    Files.copy(cluster.resolve("pki/ca.crt"), data.resolve("ca.crt"));
    Files.writeString(data.resolve("token"), TOKEN.text());
    server.put("caFile", Machine.INSIDE + "/ca.crt");
    server.put("tokenFile", Machine.INSIDE + "/token");
    Map<String, Object> containerd = new LinkedHashMap<>(map(config.get("containerd")));
    containerd.put("binariesDir", "/nestling/runtime");
    config.put("server", server);
    config.put("containerd", containerd);
    config.put("dataDir", Machine.INSIDE + "/agent");
    config.put("imagesDirs", List.of("/nestling/images"));
    config.put("node", Map.of("name", machine.name(), "ip", machine.address()));
    config.remove("resolvConf");
    Files.writeString(data.resolve("agent.yaml"), Serialization.asYaml(config));
    return List.of("/nestling/bin/nestlet", "agent", "--config", Machine.INSIDE + "/agent.yaml");
  }

  /** Of the group that {@code nestlet up} lets join. */
  private static Secret token() {
    byte[] group = "system:bootstrappers:nestling:default-node-token".getBytes(UTF_8);
    return new SecretBuilder(TOKEN.toSecret(Instant.now().plus(Duration.ofHours(2)), "of a test"))
        .addToData("auth-extra-groups", Base64.getEncoder().encodeToString(group))
        .build();
  }

  /** Ready, with a route to its pods: all nodes are on one machine, so that suffices. */
  static void awaitReady(Testbed testbed, Machine machine) {
    Node node =
        await(machine.name() + " is ready")
            .atMost(PATIENCE)
            .failFast("the machine ended", () -> !machine.runs())
            .until(
                () -> testbed.client().nodes().withName(machine.name()).get(),
                found ->
                    found != null
                        && Readiness.getInstance().isReady(found)
                        && found.getSpec().getPodCIDR() != null);
    Command.run(
        List.of(
            "nsenter",
            "--net=/proc/" + testbed.node().network() + "/ns/net",
            "--",
            "ip",
            "route",
            "replace",
            node.getSpec().getPodCIDR(),
            "via"),
        machine.address());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(@Nullable Object value) {
    return (Map<String, Object>) Objects.requireNonNull(value);
  }

  private static Map<String, Object> map(Path yaml) throws IOException {
    return map(Serialization.unmarshal(Files.readString(yaml), Map.class));
  }
}
