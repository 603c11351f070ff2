package dev.nestling.core.content;

import static dev.nestling.core.content.Samples.configMap;
import static dev.nestling.core.content.Samples.definition;
import static dev.nestling.core.content.Samples.namespace;
import static dev.nestling.core.content.Samples.secret;
import static dev.nestling.core.content.Samples.widget;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nestling.core.nested.api.ObjectPath;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NestedContentTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: s}
      spec:
        ports: [{port: 53, targetPort: dns}, {port: 80, targetPort: 8080}]
      """;

  /** With a field that the model does not have. */
  private static final String UNMATCHED =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: d}
      spec:
        replicas: 2
        replicants: 2
        template:
          spec: {volumes: [{name: v, emptyDir: {}}], containers: [{name: c, resources: {limits: {cpu: 1}}}]}
      """;

  @Test
  void equalObjectsHaveEqualFingerprints() {
    var one = NestedContent.of(List.of(configMap("a"), configMap("b")));
    var same = NestedContent.of(List.of(configMap("a"), configMap("b")));
    var other = NestedContent.of(List.of(configMap("a"), configMap("b", "changed")));
    var turned = NestedContent.of(List.of(configMap("b"), configMap("a")));

    assertThat(one.fingerprint()).isEqualTo(same.fingerprint()).hasSize(64);
    assertThat(one).isEqualTo(same).isNotEqualTo(other).isNotEqualTo(turned);
  }

  @Test
  void theOrderOfFieldsDoesNotMatter() {
    GenericKubernetesResource one = widget("w");
    GenericKubernetesResource two = widget("w");
    Map<String, Object> turned = new LinkedHashMap<>();
    turned.put("b", 2);
    turned.put("a", 1);
    one.setAdditionalProperty("spec", new LinkedHashMap<>(Map.of("a", 1, "b", 2)));
    two.setAdditionalProperty("spec", turned);

    assertThat(NestedContent.of(List.of(one))).isEqualTo(NestedContent.of(List.of(two)));
  }

  @Test
  void laterChangesOfTheObjectsDontMatter() {
    HasMetadata object = configMap("a");
    var content = NestedContent.of(List.of(object));

    object.getMetadata().setName("b");

    assertThat(content).isEqualTo(NestedContent.of(List.of(configMap("a"))));
  }

  @Test
  void whatOthersNeedComesFirst() {
    var content =
        NestedContent.of(
            List.of(configMap("b"), widget("w"), definition(), configMap("a"), namespace("n")));

    assertThat(content.objects().stream().map(ContentObject::toString))
        .containsExactly(
            "Namespace n",
            "CustomResourceDefinition widgets.example.com",
            "ConfigMap kube-system/b",
            "Widget w",
            "ConfigMap kube-system/a");
  }

  @Test
  void whatOnlyAServerSaysIsLeftOut() {
    HasMetadata read = configMap("a");
    read.getMetadata().setUid("1");
    read.getMetadata().setResourceVersion("2");
    read.getMetadata().setGeneration(3L);
    read.getMetadata().setCreationTimestamp("2026-01-01T00:00:00Z");

    assertThat(NestedContent.of(List.of(read)))
        .isEqualTo(NestedContent.of(List.of(configMap("a"))));
  }

  @Test
  void theTextSaysWhatTheClientWouldSay() throws IOException {
    var lease = new LeaseBuilder().withNewMetadata().withName("l").endMetadata().withNewSpec();
    var now = ZonedDateTime.parse("2026-01-01T00:00:00.123456Z");
    var unmatched = Serialization.unmarshal(UNMATCHED, HasMetadata.class);
    for (HasMetadata model :
        List.of(
            configMap("a"),
            secret("s"),
            lease.withRenewTime(now).endSpec().build(),
            Serialization.unmarshal(SERVICE, HasMetadata.class),
            unmatched)) {
      assertThat(JSON.readTree(ContentObject.of(model).json()))
          .isEqualTo(JSON.readTree(Serialization.asJson(model)));
    }
  }

  @Test
  void noSecretIsInALog() {
    var content = NestedContent.of(List.of(secret("s")));

    assertThat(content.toString()).contains("Secret s").doesNotContain("hunter2");
    assertThat(content.objects().toString()).doesNotContain("hunter2");
  }

  @Test
  void modelsKnowTheirPaths() {
    assertThat(path(new Endpoints())).isEqualTo("/api/v1/namespaces/default/endpoints/x");
    assertThat(path(new Node())).isEqualTo("/api/v1/nodes/x");
    assertThat(path(new DaemonSet())).isEqualTo("/apis/apps/v1/namespaces/default/daemonsets/x");
    assertThat(path(new NetworkPolicy()))
        .isEqualTo("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies/x");
    assertThat(path(new ClusterRoleBinding()))
        .isEqualTo("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/x");
    assertThat(path(new StorageClass())).isEqualTo("/apis/storage.k8s.io/v1/storageclasses/x");
    assertThat(path(definition()))
        .isEqualTo("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/x");
  }

  @Test
  void namesOfRolesAreEncoded() {
    var role = new Role();
    role.setMetadata(new ObjectMetaBuilder().withName("kubeadm:a b").build());

    assertThat(located(role).path().toString()).endsWith("/roles/kubeadm%3Aa%20b");
  }

  @Test
  void pathsLeadToOneObject() {
    for (String name : List.of("", ".", "..", "a/b", "a%2fb", "a\nb")) {
      assertThat(new ObjectPath("v1", "configmaps", "n", name).usable()).as(name).isFalse();
    }
    assertThat(new ObjectPath("v1", "configmaps", "..", "a").usable()).isFalse();
    assertThat(new ObjectPath("../v1", "configmaps", "n", "a").usable()).isFalse();
    assertThat(new ObjectPath("v1", "config/maps", "n", "a").usable()).isFalse();
    assertThat(new ObjectPath("a.b/v1beta1", "roles", "", "system:a b").usable()).isTrue();
  }

  private static String path(HasMetadata object) {
    HasMetadata copy = Serialization.clone(object);
    copy.setMetadata(new ObjectMetaBuilder().withName("x").build());
    return located(copy).path().toString();
  }

  private static Located located(HasMetadata model) {
    ContentObject object = ContentObject.of(model);
    return Located.of(object, object.resource().orElseThrow());
  }
}
