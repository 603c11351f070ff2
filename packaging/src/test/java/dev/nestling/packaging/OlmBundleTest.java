package dev.nestling.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The rules that catalogues and the Operator Lifecycle Manager have for bundles. */
class OlmBundleTest {
  private static final String SEMANTIC_VERSION = "\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?";

  /** Any other kind makes the whole bundle fail to install. */
  private static final Set<String> SUPPORTED =
      Set.of(
          "ClusterServiceVersion",
          "CustomResourceDefinition",
          "ClusterRole",
          "ClusterRoleBinding",
          "ConfigMap",
          "PodDisruptionBudget",
          "PriorityClass",
          "PrometheusRule",
          "Role",
          "RoleBinding",
          "Secret",
          "Service",
          "ServiceAccount",
          "ServiceMonitor");

  private static final Set<String> CAPABILITIES =
      Set.of("Basic Install", "Seamless Upgrades", "Full Lifecycle", "Deep Insights", "Auto Pilot");

  private final Project project = Checkout.project();
  private final OlmInstallation olm = OlmInstallation.read(project);
  private final JsonNode spec = olm.csv().path("spec");

  OlmBundleTest() throws IOException {}

  @Test
  void kindsAreThoseThatItKnowsAndNamespacesAreLeftToIt() {
    assertThat(olm.besideIt()).extracting(Manifest::kind).isSubsetOf(SUPPORTED);
    assertThat(olm.besideIt()).allMatch(object -> object.namespace().isEmpty());
  }

  @Test
  void nameAndVersionsGoTogether() throws IOException {
    String version = spec.path("version").asText();

    assertThat(version).isEqualTo(project.version()).matches(SEMANTIC_VERSION);
    assertThat(olm.csv().at("/metadata/name").asText())
        .isEqualTo("nestling.v" + version.toLowerCase(Locale.ROOT))
        .matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");
    assertThat(spec.path("minKubeVersion").asText()).matches(SEMANTIC_VERSION);
    assertThat(olm.csv().at("/metadata/annotations/olm.skipRange").asText())
        .isEqualTo("<" + version);
    assertThat(spec.path("replaces").asText()).isEqualTo("nestling.v" + project.formerRelease());
  }

  @Test
  void whatACatalogueShowsIsThere() {
    assertThat(spec.path("displayName").asText()).isNotBlank();
    assertThat(spec.path("description").asText()).contains("nestling.dev/clusters=enabled");
    assertThat(spec.at("/provider/name").asText()).isNotBlank();
    assertThat(spec.at("/maintainers/0/email").asText()).contains("@");
    assertThat(spec.at("/maintainers/0/name").asText()).isNotBlank();
    assertThat(spec.at("/links/0/url").asText()).startsWith("https://");
    assertThat(spec.at("/icon/0/mediatype").asText()).isEqualTo("image/svg+xml");
    assertThat(
            new String(
                Base64.getDecoder().decode(spec.at("/icon/0/base64data").asText()),
                StandardCharsets.UTF_8))
        .startsWith("<svg ");
    assertThat(CAPABILITIES).contains(olm.csv().at("/metadata/annotations/capabilities").asText());
    assertThat(names(spec.path("installModes"), "type"))
        .containsExactlyInAnyOrder(
            "OwnNamespace", "SingleNamespace", "MultiNamespace", "AllNamespaces");
  }

  @Test
  void eachDefinitionIsOwnedAndEachOwnedOneIsThere() {
    Set<String> there =
        new TreeSet<>(
            olm.besideIt().stream()
                .filter(object -> object.kind().equals("CustomResourceDefinition"))
                .map(Manifest::name)
                .toList());

    assertThat(names(spec.at("/customresourcedefinitions/owned"), "name"))
        .containsExactlyInAnyOrderElementsOf(there);
    for (JsonNode owned : spec.at("/customresourcedefinitions/owned")) {
      assertThat(owned.path("displayName").asText()).isNotBlank();
      assertThat(owned.path("description").asText()).isNotBlank();
      assertThat(owned.path("specDescriptors")).isNotEmpty();
      assertThat(names(owned.path("statusDescriptors"), "path")).contains("conditions");
      assertThat(Stream.of("specDescriptors", "statusDescriptors"))
          .flatMap(descriptors -> names(owned.path(descriptors), "description"))
          .noneMatch(String::isBlank);
    }
  }

  @Test
  void eachKindHasAnExample() throws IOException {
    JsonNode examples =
        new ObjectMapper().readTree(olm.csv().at("/metadata/annotations/alm-examples").asText());

    assertThat(names(examples, "kind"))
        .containsExactlyInAnyOrderElementsOf(
            names(spec.at("/customresourcedefinitions/owned"), "kind"));
  }

  /** A service account without permissions would never be made. */
  @Test
  void eachDeploymentHasItsAccount() {
    JsonNode install = spec.path("install").path("spec");

    assertThat(spec.at("/install/strategy").asText()).isEqualTo("deployment");
    assertThat(install.path("deployments")).hasSize(2);
    for (JsonNode deployment : install.path("deployments")) {
      String account = deployment.at("/spec/template/spec/serviceAccountName").asText();
      assertThat(names(install.path("clusterPermissions"), "serviceAccountName")).contains(account);
      assertThat(deployment.at("/spec/template/spec/securityContext/runAsNonRoot").asBoolean())
          .isTrue();
      assertThat(deployment.at("/spec/template/spec/securityContext").has("runAsUser")).isFalse();
      assertThat(deployment.path("spec").path("selector").path("matchLabels").properties())
          .isSubsetOf(deployment.at("/spec/template/metadata/labels").properties());
    }
    assertThat(install.findValues("rules")).noneMatch(JsonNode::isEmpty);
  }

  @Test
  void imagesForAMirrorAreAllThatItStartsAndThatThoseStart() throws IOException {
    List<String> expected =
        new ArrayList<>(spec.at("/install/spec/deployments").findValuesAsText("image"));
    expected.addAll(project.imagesOfClusters());

    assertThat(names(spec.path("relatedImages"), "image"))
        .containsExactlyInAnyOrderElementsOf(expected)
        .contains("registry.k8s.io/kube-apiserver:v1.36.3");
    assertThat(names(spec.path("relatedImages"), "name")).doesNotHaveDuplicates();
  }

  @Test
  void theImagesLabelsAreTheAnnotations() throws IOException {
    JsonNode annotations =
        Yaml.MAPPER
            .readTree(Files.readString(project.root().resolve("bundle/metadata/annotations.yaml")))
            .path("annotations");
    List<String> labels =
        Files.readAllLines(project.root().resolve("bundle/bundle.Dockerfile")).stream()
            .filter(line -> line.startsWith("LABEL "))
            .map(line -> line.substring("LABEL ".length()))
            .toList();

    assertThat(annotations.properties())
        .extracting(entry -> entry.getKey() + "=" + entry.getValue().asText())
        .containsExactlyInAnyOrderElementsOf(labels)
        .contains(
            "operators.operatorframework.io.bundle.mediatype.v1=registry+v1",
            "operators.operatorframework.io.bundle.package.v1=nestling");
  }

  private static List<String> names(JsonNode list, String field) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(it -> it.path(field).asText())
        .toList();
  }
}
