package dev.nestling.test.api.nodepool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolStatus;
import dev.nestling.core.https.Destinations;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.kubeadm.JoinRights;
import dev.nestling.core.pki.Fingerprint;
import dev.nestling.test.api.ManagementApi;
import dev.nestling.test.api.ShippedRights;
import dev.nestling.testing.Edit;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A pool of machines that join by themselves, on a real API server that is the management cluster
 * and plays the nested one, too. The machines are nobody but their requests.
 */
@Tag("api")
@ExtendWith(ManagementApi.class)
class SelfJoinTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final String POOL = "nestling.node-restriction.kubernetes.io/node-pool";

  private final HttpsClient https = new HttpsClient(Destinations.ANYWHERE);
  private final ManagementApi.Server server;
  private final KubernetesClient admin;
  private final Config restricted;
  private final String namespace;
  private final EdgeCluster edge;
  private PoolOperator operator;

  SelfJoinTest(ManagementApi.Server server) throws IOException {
    this.server = server;
    admin = server.client();
    restricted = ShippedRights.installForFullClusters(server);
    namespace = server.newNamespace("join");
    edge = EdgeCluster.in(admin, namespace);
  }

  @BeforeEach
  void start() {
    JoinRights.objects().forEach(object -> admin.resource(object).serverSideApply());
    operator = startOperator();
  }

  private PoolOperator startOperator() {
    return PoolOperator.start(restricted, EdgeCluster.playedBy(server, https));
  }

  @AfterEach
  void close() {
    admin.resources(NodePool.class).inNamespace(namespace).delete();
    await("all pools are gone")
        .atMost(PATIENCE)
        .until(
            () ->
                admin.resources(NodePool.class).inNamespace(namespace).list().getItems().isEmpty());
    operator.close();
    admin.resources(LightCluster.class).inNamespace(namespace).delete();
    admin.nodes().withLabel("test", namespace).delete();
    admin.namespaces().withName(namespace).delete();
  }

  @Test
  void theTokenIsGoodForOneCommandAndEndsWithItsSecretOrThePool() {
    cluster();
    pool("workers", "");
    awaitReady("workers", "Joinable");
    Secret first = joinSecret("workers");

    assertThat(text(first, "kubeadm-join"))
        .isEqualTo(
            "kubeadm join 203.0.113.7:31743 --token %s --discovery-token-ca-cert-hash %s"
                .formatted(
                    text(first, "token"),
                    Fingerprint.publicKeyPin(edge.authority().certificatePem())));
    assertThat(groups(text(first, "token")))
        .contains(JoinRights.TOKEN_GROUP, "system:bootstrappers:nestling:node-pool:workers");
    assertThat(pool("workers").get().getStatus())
        .extracting(NodePoolStatus::join)
        .extracting(join -> join.secretName())
        .isEqualTo("workers-join");

    admin.resource(first).delete();

    await("another token")
        .atMost(PATIENCE)
        .ignoreException(NullPointerException.class)
        .until(() -> !text(joinSecret("workers"), "token").equals(text(first, "token")));
    awaitRefused(text(first, "token"));
    Secret second = joinSecret("workers");
    awaitGood(text(second, "token"));

    pool("workers").delete();

    awaitRefused(text(second, "token"));
    await("the pool is gone").atMost(PATIENCE).until(() -> pool("workers").get() == null);
  }

  @Test
  void aTokenThatIsHalfOverIsFollowedByAnotherAndStaysGood() {
    cluster();
    pool("workers", "");
    awaitReady("workers", "Joinable");
    Secret first = joinSecret("workers");
    String soon = Instant.now().plus(Duration.ofMinutes(4)).toString();

    admin
        .resource(first)
        .patch(
            MERGE,
            "{\"data\": {\"expiration\": \"%s\"}}"
                .formatted(
                    Base64.getEncoder().encodeToString(soon.getBytes(StandardCharsets.UTF_8))));

    await("another token")
        .atMost(PATIENCE)
        .until(() -> !text(joinSecret("workers"), "token").equals(text(first, "token")));
    awaitGood(text(joinSecret("workers"), "token"));
    assertThat(groups(text(first, "token"))).contains(JoinRights.TOKEN_GROUP);
  }

  @Test
  void whoJoinsGetsThePoolsLabelsAndTaintsAndTheyAreKeptInStep()
      throws GeneralSecurityException, IOException, OperatorCreationException {
    cluster();
    pool("workers", "labels: {disk: ssd}, taints: [{key: gpu, value: a, effect: NoSchedule}]");
    awaitReady("workers", "Joinable");
    String name = "edge-" + namespace;
    String other = "other-" + namespace;
    createNode(other);
    join(name, text(joinSecret("workers"), "token"));

    awaitNode(name, "ssd", "gpu=a:NoSchedule", "mine=:NoExecute");
    assertThat(node(other).get().getMetadata().getLabels()).doesNotContainKey(POOL);
    await("it is counted")
        .atMost(PATIENCE)
        .until(() -> "0/1".equals(pool("workers").get().getStatus().readyNodes()));
    assertThat(pool("workers").get().getStatus().conditions())
        .filteredOn(condition -> condition.getType().equals("NodesReady"))
        .singleElement()
        .satisfies(
            condition -> {
              assertThat(condition.getReason()).isEqualTo("NodesNotReady");
              assertThat(condition.getMessage()).contains(name);
            });

    // Somebody takes a label away; the pool changes its mind about everything.
    node(name).patch(MERGE, "{\"metadata\": {\"labels\": {\"disk\": null}}}");
    awaitNode(name, "ssd", "gpu=a:NoSchedule", "mine=:NoExecute");
    pool("workers")
        .patch(
            MERGE,
            "{\"spec\": {\"workers\": {\"labels\": null, \"taints\": [{\"key\": \"slow\", \"effect\": \"PreferNoSchedule\"}]}}}");
    awaitNode(name, "", "mine=:NoExecute", "slow=:PreferNoSchedule");

    // Another operator goes on where the last one stopped.
    operator.close();
    operator = startOperator();
    pool("workers").patch(MERGE, "{\"spec\": {\"workers\": {\"taints\": null}}}");
    awaitNode(name, "", "mine=:NoExecute");
  }

  @Test
  void whatIsMissingIsSaid() {
    pool("workers", "");
    awaitReady("workers", "ClusterNotFound");
    assertThat(admin.secrets().inNamespace(namespace).withName("workers-join").get()).isNull();

    LightCluster created = edge.createAlone();
    awaitReady("workers", "AddressPending");

    edge.addControlPlane(created);
    awaitReady("workers", "Joinable");
  }

  @Test
  void aSecretOfSomebodyElseStaysAsItIs() {
    cluster();
    Secret theirs =
        admin
            .resource(
                new SecretBuilder()
                    .withNewMetadata()
                    .withName("workers-join")
                    .withNamespace(namespace)
                    .endMetadata()
                    .addToStringData("mine", "yes")
                    .build())
            .create();
    pool("workers", "");

    awaitReady("workers", "NameConflict");
    assertThat(admin.resource(theirs).get().getData()).isEqualTo(theirs.getData());
  }

  private void cluster() {
    edge.create();
  }

  private void pool(String name, String more) {
    admin
        .resource(
            admin
                .getKubernetesSerialization()
                .unmarshal(
                    """
                    apiVersion: nestling.dev/v1alpha1
                    kind: NodePool
                    metadata: {name: %s, namespace: %s}
                    spec:
                      source: {type: SelfJoin, selfJoin: {tokenTTL: 10m}}
                      workers: {clusterRef: {kind: LightCluster, name: edge}%s}
                    """
                        .formatted(name, namespace, more.isEmpty() ? "" : ", " + more),
                    NodePool.class))
        .create();
  }

  private Resource<NodePool> pool(String name) {
    return admin.resources(NodePool.class).inNamespace(namespace).withName(name);
  }

  private Resource<Node> node(String name) {
    return admin.nodes().withName(name);
  }

  private Secret joinSecret(String pool) {
    return admin.secrets().inNamespace(namespace).withName(pool + "-join").get();
  }

  private static String text(Secret secret, String key) {
    return new String(
        Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.UTF_8);
  }

  private void awaitReady(String pool, String reason) {
    await(reason)
        .atMost(PATIENCE)
        .until(
            () ->
                Optional.ofNullable(pool(pool).get().getStatus())
                    .map(status -> status.conditions())
                    .orElse(List.of())
                    .stream()
                    .filter(condition -> condition.getType().equals("Ready"))
                    .map(condition -> condition.getReason())
                    .toList(),
            List.of(reason)::equals);
  }

  private KubernetesClient withToken(String token) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(Config.empty())
                .withMasterUrl(server.config().getMasterUrl())
                .withCaCertData(server.config().getCaCertData())
                .withOauthToken(token)
                .withRequestRetryBackoffLimit(0)
                .build())
        .build();
  }

  private List<String> groups(String token) {
    try (var client = withToken(token)) {
      return client
          .resource(new SelfSubjectReview())
          .create()
          .getStatus()
          .getUserInfo()
          .getGroups();
    }
  }

  private void awaitGood(String token) {
    await("the token is good")
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(KubernetesClientException.class)
        .until(() -> groups(token).contains(JoinRights.TOKEN_GROUP));
  }

  private void awaitRefused(String token) {
    await("the token is refused")
        .atMost(PATIENCE)
        .until(
            () -> {
              try {
                groups(token);
                return false;
              } catch (KubernetesClientException e) {
                return e.getCode() == 401;
              }
            });
  }

  /** A kubelet's: the certificate first, then the Node. */
  private void join(String name, String token)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    try (var client = withToken(token)) {
      client
          .resource(
              new CertificateSigningRequestBuilder()
                  .withNewMetadata()
                  .withName("request-" + name)
                  .endMetadata()
                  .withNewSpec()
                  .withRequest(
                      Base64.getEncoder()
                          .encodeToString(request(name).getBytes(StandardCharsets.UTF_8)))
                  .withSignerName("kubernetes.io/kube-apiserver-client-kubelet")
                  .withUsages("digital signature", "client auth")
                  .endSpec()
                  .build())
          .create();
    }
    await("the certificate")
        .atMost(PATIENCE)
        .until(
            () ->
                admin
                        .certificates()
                        .v1()
                        .certificateSigningRequests()
                        .withName("request-" + name)
                        .get()
                        .getStatus()
                        .getCertificate()
                    != null);
    createNode(name);
    Edit.of(
        node(name),
        node -> {
          node.getSpec()
              .getTaints()
              .add(new TaintBuilder().withKey("mine").withEffect("NoExecute").build());
          return node;
        });
  }

  private static String request(String name)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    java.security.KeyPair keys = generator.generateKeyPair();
    var request =
        new JcaPKCS10CertificationRequestBuilder(
                new X500Principal("O=system:nodes,CN=system:node:" + name), keys.getPublic())
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(request);
    }
    return text.toString();
  }

  private void createNode(String name) {
    admin
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("test", namespace)
                .endMetadata()
                .build())
        .create();
  }

  /** Kubernetes itself taints nodes that nobody runs. */
  private void awaitNode(String name, String disk, String... taints) {
    await("the node is as it should be")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Node node = node(name).get();
              assertThat(node.getMetadata().getLabels()).containsEntry(POOL, "workers");
              assertThat(node.getMetadata().getLabels().getOrDefault("disk", "")).isEqualTo(disk);
              assertThat(node.getSpec().getTaints())
                  .filteredOn(taint -> !taint.getKey().startsWith("node.kubernetes.io/"))
                  .extracting(SelfJoinTest::spoken)
                  .containsExactlyInAnyOrder(taints);
            });
  }

  private static String spoken(Taint taint) {
    return "%s=%s:%s"
        .formatted(
            taint.getKey(), Optional.ofNullable(taint.getValue()).orElse(""), taint.getEffect());
  }
}
