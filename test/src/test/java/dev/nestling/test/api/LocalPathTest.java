package dev.nestling.test.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nestling.core.addons.AddonImages;
import dev.nestling.core.addons.LocalPath;
import dev.nestling.core.content.ContentKeeper;
import dev.nestling.core.content.ContentKey;
import dev.nestling.core.content.ContentPace;
import dev.nestling.core.content.ContentState;
import dev.nestling.core.content.NestedContent;
import dev.nestling.core.https.Destinations;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.nested.NestedTarget;
import dev.nestling.core.plan.ImageSettings;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The class of storage that gives way, and what its provisioner may do, in a real API server that
 * plays the nested one.
 */
@Tag("api")
@ExtendWith(ManagementApi.class)
class LocalPathTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ContentKey KEY = new ContentKey("tests", "local-path");
  private static final String DEFAULT = "storageclass.kubernetes.io/is-default-class";
  private static final String SYSTEM = "kube-system";
  private static final String DIRECTORY = "/opt/local-path-provisioner/";
  private static final NestedFacts FACTS =
      new NestedFacts(
          "demo",
          "v1.36.3",
          "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
          "https://10.1.2.3:6443",
          new NestedFacts.Network(
              List.of("10.180.0.0/16"), List.of("10.181.0.0/16"), "cluster.local"));

  private static final String NODE = "node-of-volumes";
  private static final String SELECTED = "volume.kubernetes.io/selected-node";

  private final HttpsClient https = new HttpsClient(Destinations.ANYWHERE);
  private final KubernetesClient admin;
  private final KubernetesClient provisioner;
  private final NestedTarget target;
  private final Config config;
  private ContentKeeper keeper = keeper();

  LocalPathTest(ManagementApi.Server server) {
    admin = server.client();
    config = server.config();
    target = NestedContentApiTest.target(server.config());
    provisioner =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(server.config())
                    .withImpersonateUsername(
                        "system:serviceaccount:kube-system:local-path-provisioner")
                    .withImpersonateGroups("system:serviceaccounts", "system:authenticated")
                    .build())
            .build();
  }

  /** Tests that make one make it anew. */
  @BeforeEach
  void removeTheDefaultOfOtherTests() {
    admin.storage().v1().storageClasses().withName("standard").delete();
  }

  @AfterEach
  void leaveNothing() {
    provisioner.close();
    keep(List.of());
    keeper.close();
    admin.configMaps().inNamespace(SYSTEM).withName("nestling-content").delete();
    List.of("local-path", "theirs")
        .forEach(name -> admin.storage().v1().storageClasses().withName(name).delete());
  }

  @Test
  void theClassIsTheDefaultUntilItsOwnerSaysOtherwise() {
    keep(objects());
    assertThat(isDefault("local-path")).isEqualTo("true");

    admin
        .storage()
        .v1()
        .storageClasses()
        .withName("local-path")
        .edit(
            found ->
                new StorageClassBuilder(found)
                    .editMetadata()
                    .addToAnnotations(DEFAULT, "false")
                    .endMetadata()
                    .build());
    restart();
    keep(objects());
    assertThat(isDefault("local-path")).isEqualTo("false");

    keep(List.of());
    assertThat(storageClass("local-path")).isNull();
  }

  @Test
  void anotherDefaultStaysTheDefault() {
    admin.resource(theirs("theirs")).create();

    keep(objects());

    assertThat(isDefault("local-path")).isEqualTo("false");
  }

  /** What can't be changed of a class is different: applying it would fail for ever. */
  @Test
  void oneOfTheSameNameStaysAsItIs() {
    HasMetadata before = admin.resource(theirs("local-path")).create();

    keep(objects());
    keep(List.of());

    assertThat(Objects.requireNonNull(storageClass("local-path")).getMetadata())
        .isEqualTo(before.getMetadata());
  }

  @Test
  void theProvisionerMakesItsPodsAndNoOthers() {
    keep(objects());
    await("its rights are known")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThatCode(() -> create(helper())).doesNotThrowAnyException());
    await("the policy is in force")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertRefused(pod -> pod.editSpec().withHostPID(true).endSpec()));
    assertThatCode(() -> create(helper())).doesNotThrowAnyException();

    assertRefused(pod -> pod.editMetadata().withName("other").endMetadata());
    assertRefused(pod -> pod.editSpec().withServiceAccountName("default").endSpec());
    assertRefused(pod -> pod.editSpec().withAutomountServiceAccountToken(null).endSpec());
    assertRefused(pod -> pod.editSpec().withHostNetwork(true).endSpec());
    assertRefused(pod -> onNode(pod, "/etc"));
    assertRefused(pod -> onNode(pod, "/opt/local-path-provisioner-of-others/"));
    assertRefused(
        pod ->
            pod.editSpec()
                .addNewVolume()
                .withName("secret")
                .withNewSecret()
                .withSecretName("s")
                .endSecret()
                .endVolume()
                .endSpec());
    assertRefused(
        pod ->
            pod.editSpec()
                .editFirstContainer()
                .withNewSecurityContext()
                .withPrivileged(true)
                .endSecurityContext()
                .endContainer()
                .endSpec());
    assertRefused(
        pod ->
            pod.editSpec()
                .editFirstContainer()
                .editSecurityContext()
                .editCapabilities()
                .addToAdd("SYS_ADMIN")
                .endCapabilities()
                .endSecurityContext()
                .endContainer()
                .endSpec());
    assertRefused(
        pod ->
            pod.editSpec().editFirstContainer().withSecurityContext(null).endContainer().endSpec());
    assertRefused(
        pod ->
            pod.editSpec()
                .addNewInitContainer()
                .withName("init")
                .withImage("i")
                .endInitContainer()
                .endSpec());
    assertRefused(
        pod ->
            pod.editSpec()
                .editFirstContainer()
                .addNewEnv()
                .withName("secret")
                .withNewValueFrom()
                .withNewSecretKeyRef("key", "secret", false)
                .endValueFrom()
                .endEnv()
                .endContainer()
                .endSpec());
  }

  @Test
  void theProvisionerRemovesItsPodsAndNoOthers() {
    keep(objects());
    Pod ours = admin.resource(helper()).create();
    Pod other =
        admin
            .resource(
                new PodBuilder(helper()).editMetadata().withName("other").endMetadata().build())
            .create();
    try {
      await("its rights and the policy are in force")
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> provisioner.resource(other).dryRun().delete())
                      .hasMessageContaining("touches no other pods"));
      assertThat(provisioner.resource(ours).delete()).isNotEmpty();
    } finally {
      List.of(ours, other).forEach(pod -> admin.resource(pod).withGracePeriod(0).delete());
    }
  }

  @Test
  void itMakesVolumesInItsDirectoryAndNowhereElse() {
    keep(objects());
    await("its rights are known")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThatCode(() -> create(DIRECTORY + "v")).doesNotThrowAnyException());

    await("the policy is in force")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> create("/etc"))
                    .hasMessageContaining("touches no other volumes"));
    assertThatCode(() -> create(DIRECTORY + "v")).doesNotThrowAnyException();
  }

  private void create(String directory) {
    provisioner
        .resource(
            new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName("volume")
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .addToCapacity("storage", new Quantity("1Mi"))
                .withNewHostPath(directory, "DirectoryOrCreate")
                .endSpec()
                .build())
        .dryRun()
        .create();
  }

  /** The program itself; nobody plays the kubelet but by saying that its pods have succeeded. */
  @Test
  void itsRightsAreEnough() {
    keep(objects());
    admin
        .resource(new NodeBuilder().withNewMetadata().withName(NODE).endMetadata().build())
        .create();
    PersistentVolumeClaim claim = claim("claim", NODE);
    PersistentVolumeClaim homeless = claim("homeless", "gone");
    try (var program = ProvisionerProcess.start(admin, config)) {
      String volume = "pvc-" + admin.resource(claim).get().getMetadata().getUid();
      succeed("helper-pod-create-" + volume);
      await("a volume")
          .atMost(PATIENCE)
          .until(() -> "Bound".equals(admin.resource(claim).get().getStatus().getPhase()));
      admin.resource(claim).delete();
      succeed("helper-pod-delete-" + volume);
      await("its end")
          .atMost(PATIENCE)
          .until(() -> admin.persistentVolumes().withName(volume).get() == null);
      await("another choice of a node")
          .atMost(PATIENCE)
          .until(
              () ->
                  !admin
                      .resource(homeless)
                      .get()
                      .getMetadata()
                      .getAnnotations()
                      .containsKey(SELECTED));
      assertThat(program.log()).doesNotContainIgnoringCase("forbidden");
    } finally {
      admin.resource(claim).delete();
      admin.resource(homeless).delete();
      admin.nodes().withName(NODE).delete();
    }
  }

  /** As the scheduler leaves it. */
  private PersistentVolumeClaim claim(String name, String node) {
    return admin
        .resource(
            new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .addToAnnotations(SELECTED, node)
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName("local-path")
                .withNewResources()
                .addToRequests("storage", new Quantity("1Mi"))
                .endResources()
                .endSpec()
                .build())
        .create();
  }

  private void succeed(String pod) {
    var found = admin.pods().inNamespace(SYSTEM).withName(pod);
    await(pod).atMost(PATIENCE).untilAsserted(() -> assertThat(found.get()).isNotNull());
    found.editStatus(
        it -> new PodBuilder(it).editOrNewStatus().withPhase("Succeeded").endStatus().build());
    await("the end of " + pod)
        .atMost(PATIENCE)
        .until(
            () -> {
              Pod live = found.get();
              if (live != null && live.getMetadata().getDeletionTimestamp() != null) {
                found.withGracePeriod(0).delete();
              }
              return live == null;
            });
  }

  private void assertRefused(UnaryOperator<PodBuilder> change) {
    assertThatThrownBy(() -> create(change.apply(new PodBuilder(helper())).build()))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("ValidatingAdmissionPolicy 'nestling-local-path-provisioner-pods'");
  }

  private void create(Pod pod) {
    provisioner.resource(pod).inNamespace(SYSTEM).dryRun().create();
  }

  private static PodBuilder onNode(PodBuilder pod, String path) {
    return pod.editSpec()
        .editFirstVolume()
        .editHostPath()
        .withPath(path)
        .endHostPath()
        .endVolume()
        .endSpec();
  }

  /** What the provisioner makes of the file that it reads. */
  private static Pod helper() {
    String file =
        objects().stream()
            .filter(ConfigMap.class::isInstance)
            .map(object -> ((ConfigMap) object).getData().get("helperPod.yaml"))
            .findFirst()
            .orElseThrow();
    return new PodBuilder(Serialization.unmarshal(file, Pod.class))
        .editMetadata()
        .withName("helper-pod-create-pvc-1")
        .withNamespace(SYSTEM)
        .endMetadata()
        .editSpec()
        .withNodeName("node")
        .withServiceAccountName("local-path-provisioner")
        .withRestartPolicy("Never")
        .addNewToleration()
        .withOperator("Exists")
        .endToleration()
        .addNewVolume()
        .withName("data")
        .withNewHostPath(DIRECTORY, "DirectoryOrCreate")
        .endVolume()
        .addNewVolume()
        .withName("script")
        .withNewConfigMap()
        .withName("local-path-config")
        .addNewItem("setup", null, "setup")
        .addNewItem("teardown", null, "teardown")
        .endConfigMap()
        .endVolume()
        .editFirstContainer()
        .withCommand("/bin/sh", "/script/setup")
        .withArgs("-p", DIRECTORY + "pvc-1", "-s", "1", "-m", "Filesystem", "-a", "create")
        .addNewEnv()
        .withName("VOL_DIR")
        .withValue(DIRECTORY + "pvc-1")
        .endEnv()
        .addNewVolumeMount()
        .withName("script")
        .withMountPath("/script")
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("data")
        .withMountPath(DIRECTORY)
        .endVolumeMount()
        .endContainer()
        .endSpec()
        .build();
  }

  private static StorageClass theirs(String name) {
    return new StorageClassBuilder()
        .withNewMetadata()
        .withName(name)
        .addToAnnotations(DEFAULT, "true")
        .endMetadata()
        .withProvisioner("example.com/disks")
        .withParameters(Map.of("kind", "fast"))
        .withReclaimPolicy("Retain")
        .withVolumeBindingMode("Immediate")
        .build();
  }

  private static List<HasMetadata> objects() {
    AddonImages images =
        AddonImages.published(new ImageSettings("registry.k8s.io", Map.of()), FACTS.version());
    return LocalPath.objects(FACTS, images.localPathProvisioner(), images.nodeHelper());
  }

  private @Nullable StorageClass storageClass(String name) {
    return admin.storage().v1().storageClasses().withName(name).get();
  }

  private String isDefault(String name) {
    return Objects.requireNonNull(storageClass(name))
        .getMetadata()
        .getAnnotations()
        .getOrDefault(DEFAULT, "");
  }

  private ContentKeeper keeper() {
    var threads = ContentKeeper.Settings.standard().threads();
    var pace = new ContentPace(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofHours(1));
    return new ContentKeeper(https, _ -> {}, new ContentKeeper.Settings(threads, 2, pace));
  }

  private void restart() {
    keeper.close();
    keeper = keeper();
  }

  private void keep(List<? extends HasMetadata> objects) {
    var content = NestedContent.of(objects);
    keeper.watch(KEY, target, content);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(keeper.state(KEY))
                    .isEqualTo(new ContentState.Applied(content.fingerprint())));
  }
}
