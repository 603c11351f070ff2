package dev.nestling.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** What the Operator Lifecycle Manager is told of one version. */
final class ClusterServiceVersion {
  static final String CHANNEL = "alpha";

  /** Which samples a console offers, one of each kind. */
  private static final List<String> SAMPLES =
      List.of("minimal.yaml", "fullcluster-minimal.yaml", "node-pool-self-join.yaml");

  /**
   * Set by users whose container runtime takes any number but not this one (OpenShift gives each
   * namespace a range of its own); the image runs as somebody without rights anyway.
   */
  private static final List<String> RUN_AS = List.of("runAsUser", "runAsGroup");

  private static final Map<String, String> DISPLAY_NAMES =
      Map.of(
          "LightCluster", "Light Cluster",
          "FullCluster", "Full Cluster",
          "NodePool", "Node Pool");

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String OURS = "registry.nestling.dev/";

  private final Project project;
  private final Permissions permissions;

  ClusterServiceVersion(Project project) {
    this.project = project;
    this.permissions = new Permissions(project);
  }

  ObjectNode build() throws IOException {
    ObjectNode csv = Yaml.MAPPER.createObjectNode();
    csv.put("apiVersion", "operators.coreos.com/v1alpha1");
    csv.put("kind", "ClusterServiceVersion");
    metadata(csv.putObject("metadata"));
    ObjectNode spec = csv.putObject("spec");
    spec.put("displayName", "Nestling");
    spec.put("version", project.version());
    spec.put("replaces", name(project.formerRelease()));
    spec.put("minKubeVersion", "1.30.0");
    spec.put("maturity", CHANNEL);
    spec.put("description", resource("description.md"));
    strings(spec.putArray("keywords"), List.of("kubernetes", "cluster", "control plane", "edge"));
    spec.putArray("maintainers")
        .addObject()
        .put("name", "The Nestling authors")
        .put("email", "maintainers@nestling.dev");
    spec.putObject("provider").put("name", "Nestling").put("url", "https://nestling.dev");
    spec.putArray("links").addObject().put("name", "Nestling").put("url", "https://nestling.dev");
    spec.putArray("icon")
        .addObject()
        .put(
            "base64data",
            Base64.getEncoder()
                .encodeToString(resource("icon.svg").strip().getBytes(StandardCharsets.UTF_8)))
        .put("mediatype", "image/svg+xml");
    installModes(spec.putArray("installModes"));
    ArrayNode owned = spec.putObject("customresourcedefinitions").putArray("owned");
    project.ofKind("CustomResourceDefinition").forEach(crd -> owned.add(owned(crd)));
    spec.set("install", install());
    related(spec.putArray("relatedImages"), images());
    related(spec.withArrayProperty("relatedImages"), project.imagesOfClusters());
    return csv;
  }

  private void metadata(ObjectNode metadata) throws IOException {
    metadata.put("name", name(project.version()));
    ObjectNode labels = metadata.putObject("labels");
    for (String architecture : List.of("amd64", "arm64")) {
      labels.put("operatorframework.io/arch." + architecture, "supported");
    }
    labels.put("operatorframework.io/os.linux", "supported");
    ObjectNode annotations = metadata.putObject("annotations");
    annotations.put("alm-examples", samples());
    annotations.put("capabilities", "Seamless Upgrades");
    annotations.put("categories", "Cloud Provider");
    annotations.put("containerImage", images().getFirst());
    annotations.put(
        "description",
        "Whole Kubernetes clusters, nested in a Kubernetes cluster, from one kubectl apply");
    annotations.put("operatorframework.io/suggested-namespace", Project.NAMESPACE);
    annotations.put("support", "The Nestling authors");
    // Whichever older version is installed may be upgraded to this one at once; a pre-release of
    // the same is named by `replaces`.
    annotations.put("olm.skipRange", "<" + project.version());
  }

  private static String name(String version) {
    return "nestling.v" + version.toLowerCase(Locale.ROOT);
  }

  private String samples() throws IOException {
    ArrayNode samples = JSON.createArrayNode();
    for (String name : SAMPLES) {
      samples.add(
          Kustomization.objects(project.root().resolve("config/samples").resolve(name))
              .getFirst()
              .object());
    }
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(samples);
  }

  private static void installModes(ArrayNode modes) {
    for (String type :
        List.of("OwnNamespace", "SingleNamespace", "MultiNamespace", "AllNamespaces")) {
      modes.addObject().put("type", type).put("supported", type.equals("AllNamespaces"));
    }
  }

  private static ObjectNode owned(Manifest crd) {
    JsonNode spec = crd.object().path("spec");
    String kind = spec.path("names").path("kind").asText();
    JsonNode version = spec.path("versions").get(0);
    JsonNode schema = version.path("schema").path("openAPIV3Schema");
    ObjectNode owned = Yaml.MAPPER.createObjectNode();
    owned.put("name", crd.name());
    owned.put("kind", kind);
    owned.put("version", version.path("name").asText());
    owned.put("displayName", Objects.requireNonNull(DISPLAY_NAMES.get(kind), kind));
    owned.put("description", schema.path("description").asText(kind));
    descriptors(owned.putArray("specDescriptors"), schema, "spec");
    descriptors(owned.putArray("statusDescriptors"), schema, "status");
    owned
        .withArrayProperty("statusDescriptors")
        .forEach(
            field -> {
              if (field.path("path").asText().equals("conditions")) {
                ((ObjectNode) field)
                    .putArray("x-descriptors")
                    .add("urn:alm:descriptor:io.kubernetes.conditions");
              }
            });
    return owned;
  }

  /** Of each field of the first level that says what it is. */
  private static void descriptors(ArrayNode descriptors, JsonNode schema, String part) {
    schema
        .path("properties")
        .path(part)
        .path("properties")
        .properties()
        .forEach(
            field ->
                descriptors
                    .addObject()
                    .put("path", field.getKey())
                    .put("displayName", words(field.getKey()))
                    .put("description", field.getValue().path("description").asText()));
  }

  /** {@code observedGeneration} is Observed Generation. */
  private static String words(String field) {
    String spaced = field.replaceAll("(?<=[a-z])(?=[A-Z])", " ");
    return spaced.substring(0, 1).toUpperCase(Locale.ROOT) + spaced.substring(1);
  }

  /**
   * Without the part {@code permissions}: for an operator of all namespaces the manager makes
   * ClusterRoles of them. What is for the operators' own namespace is among the objects beside this
   * one.
   */
  private ObjectNode install() {
    ObjectNode install = Yaml.MAPPER.createObjectNode();
    install.put("strategy", "deployment");
    ObjectNode spec = install.putObject("spec");
    ArrayNode everywhere = spec.putArray("clusterPermissions");
    for (String account : permissions.accounts()) {
      everywhere
          .addObject()
          .put("serviceAccountName", account)
          .set("rules", permissions.everywhere(account));
    }
    ArrayNode deployments = spec.putArray("deployments");
    for (Manifest deployment : project.ofKind("Deployment")) {
      ObjectNode entry = deployments.addObject();
      entry.put("name", deployment.name());
      entry.set("label", deployment.object().path("metadata").path("labels"));
      ObjectNode specOfIt = (ObjectNode) deployment.object().path("spec").deepCopy();
      ((ObjectNode) specOfIt.at("/template/spec/securityContext")).remove(RUN_AS);
      entry.set("spec", specOfIt);
    }
    return install;
  }

  private List<String> images() {
    return List.copyOf(
        new TreeSet<>(
            project.ofKind("Deployment").stream()
                .flatMap(deployment -> deployment.object().findValuesAsText("image").stream())
                .toList()));
  }

  /** With the version in the name, because there are several of some. */
  private static void related(ArrayNode related, List<String> images) {
    for (String image : images) {
      String name = image.substring(image.indexOf('/') + 1).replaceAll("[/:]", "-");
      related
          .addObject()
          .put("name", (image.startsWith(OURS) ? "" : "community-") + name.toLowerCase(Locale.ROOT))
          .put("image", image);
    }
  }

  private static void strings(ArrayNode array, List<String> values) {
    values.forEach(array::add);
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(
            ClusterServiceVersion.class.getResourceAsStream("/dev/nestling/packaging/" + name),
            name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
