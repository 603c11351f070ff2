package dev.nestling.test.e2e;

import dev.nestling.test.testbed.EmbeddedCluster;
import dev.nestling.test.testbed.InstalledOperator;
import dev.nestling.test.testbed.Repository;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What the Operator Lifecycle Manager makes of the bundle: the objects beside the
 * ClusterServiceVersion, and of it service accounts, their ClusterRoles and the Deployments, with a
 * Subscription's variables. The two policies are applied by hand, as the description says.
 */
final class OlmDoor implements Door {
  private static final String CSV = "ClusterServiceVersion";
  private static final String DEFINITION = "CustomResourceDefinition";

  private final Repository repository;
  private final EmbeddedCluster cluster;
  private final KubernetesClient client;
  private final List<HasMetadata> installed = new ArrayList<>();

  OlmDoor(Repository repository, EmbeddedCluster cluster, KubernetesClient client) {
    this.repository = repository;
    this.cluster = cluster;
    this.client = client;
  }

  @Override
  public void install(String operators) {
    installed.clear();
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(InstalledOperator.NAMESPACE)
                .endMetadata()
                .build())
        .serverSideApply();
    for (String policy : List.of("operator_bindings_policy", "nodepool_hardware_policy")) {
      cluster.kubectl(
          "apply",
          "--server-side",
          "--force-conflicts",
          "-f",
          repository.root().resolve("config/rbac/" + policy + ".yaml").toString());
    }
    for (HasMetadata object : manifests()) {
      if (object.getKind().equals(CSV)) {
        installStrategy((GenericKubernetesResource) object, operators);
      } else {
        apply(object);
      }
    }
  }

  private List<HasMetadata> manifests() {
    try (Stream<Path> files = Files.list(repository.root().resolve("bundle/manifests"))) {
      List<HasMetadata> objects = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        objects.add(client.getKubernetesSerialization().unmarshal(Files.readString(file)));
      }
      return objects;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void installStrategy(GenericKubernetesResource csv, String operators) {
    Map<String, Object> spec = Objects.requireNonNull(csv.get("spec", "install", "spec"));
    for (Map<String, Object> permission : list(spec, "clusterPermissions")) {
      account(permission);
      everywhere(permission);
    }
    for (Map<String, Object> deployment : list(spec, "deployments")) {
      apply(deployment(deployment, operators));
    }
  }

  private void account(Map<String, Object> permission) {
    apply(
        new ServiceAccountBuilder()
            .withNewMetadata()
            .withName(accountOf(permission))
            .endMetadata()
            .build());
  }

  private void everywhere(Map<String, Object> permission) {
    String name = "olm-" + accountOf(permission);
    apply(
        new ClusterRoleBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withRules(rules(permission))
            .build());
    apply(
        new ClusterRoleBindingBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", name)
            .addNewSubject()
            .withKind("ServiceAccount")
            .withName(accountOf(permission))
            .withNamespace(InstalledOperator.NAMESPACE)
            .endSubject()
            .build());
  }

  private Deployment deployment(Map<String, Object> entry, String operators) {
    Deployment deployment =
        new DeploymentBuilder()
            .withNewMetadata()
            .withName((String) entry.get("name"))
            .endMetadata()
            .withSpec(
                client
                    .getKubernetesSerialization()
                    .convertValue(entry.get("spec"), DeploymentSpec.class))
            .build();
    deployment
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .forEach(
            container -> {
              container.setImage(container.getImage().replace(REGISTRY, operators));
              container.getEnv().removeIf(variable -> variable.getName().endsWith("_REGISTRY"));
              for (String kind : List.of("LIGHTCLUSTER", "CLUSTER")) {
                container.getEnv().add(variable("NESTLING_" + kind + "_IMAGES_REGISTRY", REGISTRY));
              }
              container
                  .getEnv()
                  .add(variable("NESTLING_CLUSTER_IMAGES_OVERRIDES_COREDNS", COREDNS));
            });
    return deployment;
  }

  private static EnvVar variable(String name, String value) {
    return new EnvVar(name, value, null);
  }

  private static String accountOf(Map<String, Object> permission) {
    return Objects.requireNonNull((String) permission.get("serviceAccountName"));
  }

  private List<PolicyRule> rules(Map<String, Object> permission) {
    return list(permission, "rules").stream()
        .map(rule -> client.getKubernetesSerialization().convertValue(rule, PolicyRule.class))
        .toList();
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> list(Map<String, Object> map, String key) {
    return (List<Map<String, Object>>) Objects.requireNonNull(map.get(key), key);
  }

  private void apply(HasMetadata object) {
    var resource = client.resource(object);
    if (object.getKind().equals(DEFINITION) || object.getKind().startsWith("ClusterRole")) {
      resource.fieldManager("olm").forceConflicts().serverSideApply();
    } else {
      resource
          .inNamespace(InstalledOperator.NAMESPACE)
          .fieldManager("olm")
          .forceConflicts()
          .serverSideApply();
    }
    if (!object.getKind().equals(DEFINITION)) {
      installed.add(object);
    }
  }

  /**
   * The manager takes away what it made; definitions stay. The policies are the administrator's.
   */
  @Override
  public void uninstall() {
    for (HasMetadata object : installed.reversed()) {
      if (object.getKind().startsWith("ClusterRole")) {
        client.resource(object).delete();
      } else {
        client.resource(object).inNamespace(InstalledOperator.NAMESPACE).delete();
      }
    }
    cluster.kubectl(
        "delete",
        "validatingadmissionpolicies,validatingadmissionpolicybindings",
        "-l",
        "app.kubernetes.io/part-of=nestling");
  }
}
