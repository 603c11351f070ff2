package dev.nestling.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart, as Helm itself renders it. */
class HelmChartTest {
  private static final String KEEP = "/metadata/annotations/helm.sh~1resource-policy";

  private static final Pattern OF_NO_NAMESPACE =
      Pattern.compile(
          "/(nodes|namespaces|servicecidrs|storageclasses|priorityclasses|rolebindings|clusterroles)( |$)");

  private final Project project = Checkout.project();

  @Test
  void helmFindsNothingToComplainOf() {
    LintResult result =
        new Helm(project.root().resolve(HelmChart.DIRECTORY)).lint().strict().call();

    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
  }

  /** The namespace is Helm's own affair. */
  @Test
  void withItsDefaultsItIsTheInstallationOfConfig() {
    Map<String, ObjectNode> expected = byKindAndName(project.installation());
    expected.remove("Namespace " + Project.NAMESPACE);
    Map<String, ObjectNode> rendered =
        byKindAndName(RenderedChart.with(project, Map.of()).objects());

    assertThat(rendered.keySet()).isEqualTo(expected.keySet());
    rendered.forEach(
        (name, object) -> assertThat(withoutKeep(object)).as(name).isEqualTo(expected.get(name)));
  }

  @Test
  void clustersOutliveTheRelease() {
    RenderedChart chart = RenderedChart.with(project, Map.of());
    RenderedChart without = RenderedChart.with(project, Map.of("crds.install", false));

    for (Manifest crd : project.ofKind("CustomResourceDefinition")) {
      assertThat(chart.require(crd.kind(), crd.name()).at(KEEP).asText()).isEqualTo("keep");
    }
    assertThat(without.objects()).noneMatch(it -> it.kind().equals("CustomResourceDefinition"));
  }

  @Test
  void aPartOfAnotherChartMayBeSwitchedOnThere() {
    assertThat(RenderedChart.with(project, Map.of("enabled", true)).objects()).isNotEmpty();
  }

  @Test
  void anotherNamespaceIsNamedWhereverItMatters() {
    String output =
        new Helm(project.root().resolve(HelmChart.DIRECTORY))
            .template()
            .withName("n")
            .withNamespace("elsewhere")
            .withKubeVersion("1.36.0")
            .call();

    assertThat(output)
        .doesNotContain(Project.NAMESPACE)
        .contains("system:serviceaccount:elsewhere:cluster-operator");
  }

  /** Nor an alarm about it. */
  @ParameterizedTest
  @CsvSource({
    "lightclusterOperator, lightcluster-operator, cluster-operator",
    "clusterOperator, cluster-operator, lightcluster-operator"
  })
  void anOperatorThatIsLeftOutLeavesNothing(String values, String name, String other) {
    RenderedChart chart =
        RenderedChart.with(
            project,
            Map.of(
                values + ".enabled",
                false,
                "monitoring.rules",
                true,
                "monitoring.podMonitors",
                true));

    assertThat(chart.objects()).anyMatch(object -> object.name().equals("nestling-" + other));
    assertThat(chart.objects()).noneMatch(object -> object.operator().equals(Optional.of(name)));
    assertThat(chart.objects()).anyMatch(object -> object.operator().equals(Optional.of(other)));
  }

  /** What it may do everywhere otherwise, and what it binds itself otherwise; nothing outside. */
  @ParameterizedTest
  @CsvSource({"lightcluster-operator", "cluster-operator"})
  void anOperatorOfSomeNamespacesHasItsRightsInThese(String operator) {
    RenderedChart chart =
        RenderedChart.with(
            project,
            Map.of("namespaces[0]", "team-a", "namespaces[1]", "team-b", "clusterReads", false));
    Permissions permissions = new Permissions(project);
    Grants expected = new Grants();
    expected.add(operator, "there", permissions.everywhere(operator));
    expected.add(operator, "there", permissions.whereBound(operator));
    Set<String> inNamespaces = new TreeSet<>(expected.lines());
    inNamespaces.removeIf(OF_NO_NAMESPACE.asPredicate());

    for (String namespace : List.of("team-a", "team-b")) {
      Grants granted = new Grants();
      granted.add(operator, "there", inNamespace(chart, "Role", operator, namespace).path("rules"));
      assertThat(granted.lines()).isEqualTo(inNamespaces);
      JsonNode subject = inNamespace(chart, "RoleBinding", operator, namespace).at("/subjects/0");
      assertThat(subject.path("name").asText()).isEqualTo(operator);
      assertThat(subject.path("namespace").asText()).isEqualTo(Project.NAMESPACE);
    }
    assertThat(environment(chart, operator)).containsEntry("NESTLING_NAMESPACES", "team-a,team-b");
    assertThat(chart.objects())
        .filteredOn(object -> object.kind().startsWith("ClusterRole"))
        .noneMatch(object -> object.operator().isPresent());
    assertThat(chart.objects()).noneMatch(object -> object.name().startsWith("operator-bindings"));
  }

  @ParameterizedTest
  @CsvSource({"lightcluster-operator", "cluster-operator"})
  void anOperatorOfSomeNamespacesReadsOutsideWhatIsInNone(String operator) {
    RenderedChart chart = RenderedChart.with(project, Map.of("namespaces[0]", "team-a"));
    Grants granted = new Grants();
    granted.add(
        operator,
        "outside",
        chart
            .require("ClusterRole", "nestling-" + operator + "-reads-" + Project.NAMESPACE)
            .path("rules"));

    assertThat(granted.lines())
        .isNotEmpty()
        .allMatch(OF_NO_NAMESPACE.asPredicate())
        .allMatch(line -> line.matches(operator + " outside: (get|list|watch) .*"));
  }

  /** Whoever may run pods beside an operator may be it. */
  @Test
  void theReleasesOwnNamespaceIsNoneOfThem() {
    assertThatThrownBy(
            () ->
                RenderedChart.with(
                    project, Map.of("namespaces[0]", "team-a", "namespaces[1]", Project.NAMESPACE)))
        .hasMessageContaining("namespaces: " + Project.NAMESPACE);
  }

  @Test
  void aSecondReleaseHasNothingThatTheFirstHas() {
    RenderedChart chart =
        RenderedChart.with(
            project,
            Map.of("namespaces[0]", "team-a", "roles.install", false, "crds.install", false));

    assertThat(chart.objects())
        .allMatch(
            object ->
                !object.namespace().isEmpty() || object.name().endsWith("-" + Project.NAMESPACE));
  }

  private static ObjectNode inNamespace(
      RenderedChart chart, String kind, String operator, String namespace) {
    return chart.objects().stream()
        .filter(object -> object.kind().equals(kind))
        .filter(object -> object.name().equals("nestling-" + operator + "-here"))
        .filter(object -> object.namespace().equals(namespace))
        .findFirst()
        .orElseThrow()
        .object();
  }

  /** One prefix for everything is what an air gap needs. */
  @Test
  void everyImageMayComeFromOnePlace() {
    RenderedChart chart =
        RenderedChart.with(
            project,
            Map.of(
                "images.registry", "[fd00::1]:5000/all",
                "kubernetesImages.registry", "[fd00::1]:5000/all",
                "images.tag", "9.9.9",
                "images.pullSecrets[0].name", "login",
                "clusterOperator.imageOverrides.kube-apiserver",
                    "mirror.example.com/api@sha256:0"));

    assertThat(chart.container("lightcluster-operator").at("/image").asText())
        .isEqualTo("[fd00::1]:5000/all/lightcluster-operator:9.9.9");
    assertThat(environment(chart, "lightcluster-operator"))
        .containsEntry("NESTLING_LIGHTCLUSTER_IMAGES_REGISTRY", "[fd00::1]:5000/all");
    assertThat(environment(chart, "cluster-operator"))
        .containsEntry("NESTLING_CLUSTER_IMAGES_REGISTRY", "[fd00::1]:5000/all")
        .containsEntry("NESTLING_CLUSTER_IMAGES_OWN_REGISTRY", "[fd00::1]:5000/all")
        .containsEntry(
            "nestling.cluster.images.overrides.kube-apiserver", "mirror.example.com/api@sha256:0");
    assertThat(
            chart
                .require("Deployment", "cluster-operator")
                .at("/spec/template/spec/imagePullSecrets/0/name")
                .asText())
        .isEqualTo("login");
  }

  @Test
  void wherePodsRunAndWithWhatIsTheAdministratorsChoice() {
    RenderedChart chart =
        RenderedChart.with(
            project,
            Map.of(
                "clusterOperator.replicas", 2,
                "clusterOperator.resources.limits.memory", "1Gi",
                "nodeSelector.role", "platform",
                "tolerations[0].operator", "Exists",
                "priorityClassName", "",
                "podLabels.team", "platform",
                "env[0].name", "QUARKUS_LOG_LEVEL",
                "env[0].value", "DEBUG"));

    JsonNode deployment = chart.require("Deployment", "cluster-operator");
    assertThat(deployment.at("/spec/replicas").asInt()).isEqualTo(2);
    JsonNode pod = deployment.at("/spec/template/spec");
    assertThat(pod.at("/nodeSelector/role").asText()).isEqualTo("platform");
    assertThat(pod.at("/tolerations/0/operator").asText()).isEqualTo("Exists");
    assertThat(pod.has("priorityClassName")).isFalse();
    assertThat(pod.at("/containers/0/resources/limits/memory").asText()).isEqualTo("1Gi");
    assertThat(pod.at("/containers/0/resources/requests/memory").asText()).isEqualTo("192Mi");
    assertThat(deployment.at("/spec/template/metadata/labels/team").asText()).isEqualTo("platform");
    assertThat(environment(chart, "cluster-operator")).containsEntry("QUARKUS_LOG_LEVEL", "DEBUG");
  }

  @Test
  void budgetsAndPoliciesCanBeLeftOut() {
    RenderedChart chart =
        RenderedChart.with(
            project, Map.of("podDisruptionBudget.enabled", false, "networkPolicy.enabled", false));

    assertThat(chart.objects().stream().map(Manifest::kind))
        .doesNotContain("PodDisruptionBudget", "NetworkPolicy");
  }

  @Test
  void monitoringIsThatOfConfigAndFoundByOnesOwnLabels() throws IOException {
    RenderedChart chart =
        RenderedChart.with(
            project,
            Map.of(
                "monitoring.podMonitors", true,
                "monitoring.rules", true,
                "monitoring.dashboards", true,
                "monitoring.labels.release", "prometheus"));

    for (String file : List.of("pod_monitors.yaml", "rules.yaml")) {
      for (Manifest expected :
          Kustomization.objects(project.root().resolve("config/monitoring").resolve(file))) {
        ObjectNode rendered = chart.require(expected.kind(), expected.name());
        assertThat(rendered.at("/metadata/labels/release").asText()).isEqualTo("prometheus");
        ((ObjectNode) rendered.at("/metadata/labels")).remove("release");
        assertThat(rendered).isEqualTo(expected.object());
      }
    }
    assertThat(
            new ObjectMapper()
                .readTree(
                    chart
                        .require("ConfigMap", "nestling-dashboard")
                        .at("/data")
                        .path("nestling.json")
                        .asText()))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    project.root().resolve("config/monitoring/dashboards/nestling.json").toFile()));
  }

  @ParameterizedTest
  @CsvSource({
    "replica, 2, replica",
    "clusterOperator.replicas, two, replicas",
    "images.registry, mirror.example.com/, registry",
    "crds.install, perhaps, install",
    "namespaces[0], Team A, namespaces",
    "podDisruptionBudget.maxUnavailable, 0, maxUnavailable",
  })
  void aValueThatIsNoneIsRefused(String value, String content, String named) {
    assertThatThrownBy(() -> RenderedChart.with(project, Map.of(value, content)))
        .hasMessageContaining(named);
  }

  /** The schema has each value, and nothing that the values have not. */
  @Test
  void theSchemaKnowsTheValues() throws IOException {
    JsonNode values =
        Yaml.MAPPER.readTree(
            Files.readString(project.root().resolve(HelmChart.DIRECTORY + "/values.yaml")));
    JsonNode schema =
        new ObjectMapper()
            .readTree(project.root().resolve(HelmChart.DIRECTORY + "/values.schema.json").toFile());
    Set<String> known = names(schema.path("properties"));
    known.removeAll(Set.of("global", "enabled"));

    assertThat(known).isEqualTo(names(values));
    for (String name : known) {
      JsonNode properties = schema.path("properties").path(name).path("properties");
      if (!properties.isMissingNode()) {
        assertThat(names(properties)).as(name).isEqualTo(names(values.path(name)));
      }
    }
  }

  private static ObjectNode withoutKeep(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    if (!copy.at(KEEP).isMissingNode()) {
      copy.withObjectProperty("metadata").remove("annotations");
    }
    return copy;
  }

  private static Map<String, ObjectNode> byKindAndName(List<Manifest> objects) {
    return objects.stream()
        .collect(
            Collectors.toMap(
                object -> object.kind() + " " + object.name(),
                Manifest::object,
                (left, right) -> {
                  throw new AssertionError("twice: " + left);
                },
                TreeMap::new));
  }

  private static Map<String, String> environment(RenderedChart chart, String operator) {
    Map<String, String> environment = new TreeMap<>();
    chart
        .container(operator)
        .path("env")
        .forEach(
            variable ->
                environment.put(variable.path("name").asText(), variable.path("value").asText()));
    return environment;
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
