package dev.nestling.nodepool.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.nested.api.UnavailableException;
import dev.nestling.core.pki.CertificateRequest;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.SecureMinter;
import dev.nestling.nodepool.workers.WorkersScope.Marking;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PoolNodesTest {
  private static final String REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
  private static final String OURS = "system:bootstrappers:nestling:node-pool:workers";
  private static final String OTHERS = "system:bootstrappers:nestling:node-pool:others";
  private static final String MACHINE = "system:bootstrap:abcdef";
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final KeyPair CA = new SecureMinter().certificateAuthority("edge", NOW);
  private static final Marking MARKING = new Marking("workers", Map.of("disk", "ssd"), List.of());

  private final PlayedApi played = new PlayedApi();
  private final List<Map<String, ?>> requests = new ArrayList<>();
  private final List<Map<String, ?>> nodes = new ArrayList<>();

  private void request(String user, String group, String commonName, String made) {
    String pem =
        new SecureMinter()
            .sign(CA, CertificateRequest.client(commonName, "system:nodes"), NOW)
            .certificatePem();
    requests.add(
        Map.of(
            "metadata",
            Map.of("name", "r" + requests.size(), "creationTimestamp", made),
            "spec",
            Map.of("username", user, "groups", List.of("system:authenticated", group)),
            "status",
            Map.of(
                "certificate",
                Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8)))));
  }

  private void node(String name, String created) {
    nodes.add(
        Map.of(
            "metadata",
            Map.of(
                "name", name, "uid", "u", "resourceVersion", "7", "creationTimestamp", created)));
  }

  /** Nodes that were written. */
  private List<String> admitted() throws UnavailableException, InterruptedException {
    played.list(REQUESTS, requests).list("/api/v1/nodes", nodes);
    var pool = new PoolNodes(played.api(), NodesWish.marking(PlayedApi.TARGET, MARKING));
    pool.admit();
    return played.writes();
  }

  @Test
  void whoJoinedWithATokenOfThePoolIsAdmitted() throws Exception {
    request(MACHINE, OURS, "system:node:edge-1", "2030-01-01T00:00:05Z");
    node("edge-1", "2030-01-01T00:00:05Z");

    assertThat(admitted()).containsExactly("PATCH /api/v1/nodes/edge-1");
  }

  @Test
  void othersAreNot() throws Exception {
    request(MACHINE, OTHERS, "system:node:other-pool", "2030-01-01T00:00:05Z");
    request("system:node:renewal", OURS, "system:node:renewal", "2030-01-01T00:00:05Z");
    request(MACHINE, OURS, "system:node:was-there-before", "2030-01-01T00:00:05Z");
    request(MACHINE, OURS, "system:node:joined-elsewhere-since", "2030-01-01T00:00:05Z");
    request(MACHINE, OTHERS, "system:node:joined-elsewhere-since", "2030-01-01T00:00:09Z");
    node("other-pool", "2030-01-01T00:00:06Z");
    node("renewal", "2030-01-01T00:00:06Z");
    node("was-there-before", "2030-01-01T00:00:04Z");
    node("joined-elsewhere-since", "2030-01-01T00:00:10Z");

    assertThat(admitted()).isEmpty();
  }

  /** Such certificates are issued; nothing but a name of a node may become part of a path. */
  @Test
  void whatIsNoNameOfANodeIsNobody() throws Exception {
    request(MACHINE, OURS, "system:node:evil/proxy/x", "2030-01-01T00:00:05Z");
    request(MACHINE, OURS, "system:node:..", "2030-01-01T00:00:05Z");
    node("evil/proxy/x", "2030-01-01T00:00:06Z");
    node("..", "2030-01-01T00:00:06Z");

    assertThat(admitted()).isEmpty();
  }

  @Test
  void whatIsRefusedIsSaidAndNoOtherNodeWaits() throws Exception {
    node("a", "2030-01-01T00:00:06Z");
    node("b", "2030-01-01T00:00:06Z");
    played
        .list("/api/v1/nodes", nodes)
        .answer("PATCH /api/v1/nodes/a", 500, Map.of("message", "a webhook is away"));
    var pool = new PoolNodes(played.api(), NodesWish.marking(PlayedApi.TARGET, MARKING));

    pool.mark();

    assertThat(played.writes()).containsExactly("PATCH /api/v1/nodes/a", "PATCH /api/v1/nodes/b");
    assertThat(pool.refusal())
        .hasValueSatisfying(
            problem -> assertThat(problem.message()).contains("Node a", "a webhook is away"));
    assertThat(pool.workers()).extracting(Worker::name).containsExactly("a", "b");
  }
}
