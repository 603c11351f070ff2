package dev.nestling.test.api.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.api.v1alpha1.Security;
import dev.nestling.test.api.ManagementApi;
import dev.nestling.test.api.OwnObjects;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A namespace that an administrator has given away: open for clusters, for pods of the level
 * restricted alone, with the ordinary roles bound, and with objects in it that are nobody's
 * business.
 */
final class TenantNamespace implements AutoCloseable {
  private static final String ENFORCE = "pod-security.kubernetes.io/enforce";
  private static final Map<String, String> LABELS =
      Map.of("nestling.dev/clusters", "enabled", ENFORCE, "restricted");

  /** Whoever has these has the operators' rights, and no others, in this namespace alone. */
  private static final Map<String, String> OPERATORS =
      Map.of(
          "nestling-lightcluster-operator", "nestling-lightcluster-operator-namespaced",
          "nestling-cluster-operator", "nestling-cluster-operator-namespaced");

  private static final String BYSTANDERS =
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: taken-ca}
      stringData: {tls.key: mine}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: taken-kubeconfig}
      stringData: {value: mine}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: taken-server-config}
      data: {a: mine}
      ---
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: taken-server}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: database}
      stringData: {password: mine}
      """;

  private static final List<String> KINDS = List.of("LightCluster", "FullCluster", "NodePool");

  private final KubernetesClient admin;
  private final String name;
  private final String checked;
  private final Person editor;
  private final Person poolEditor;
  private final List<HasMetadata> bystanders = new ArrayList<>();
  private final Set<String> leaving;

  private TenantNamespace(ManagementApi.Server server) {
    admin = server.client();
    leaving = leaving();
    name = server.newNamespace("tenant", LABELS);
    checked = server.newNamespace("restricted", Map.of(ENFORCE, "restricted"));
    editor = Person.of(server, "editor-of-" + name);
    poolEditor = Person.of(server, "pool-editor-of-" + name);
    bind("editors", "edit", editor, poolEditor);
    bind("pool-editors", "nestling-nodepool-editor", poolEditor);
    for (String yaml : BYSTANDERS.split("---\n", -1)) {
      HasMetadata object =
          admin.getKubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class);
      bystanders.add(admin.resource(object).inNamespace(name).create());
    }
  }

  static TenantNamespace create(ManagementApi.Server server) {
    TenantNamespace created = new TenantNamespace(server);
    await("the roles are known to the authorizer")
        .atMost(Platform.PATIENCE)
        .ignoreExceptions()
        .until(
            () ->
                created
                        .poolEditor
                        .client()
                        .resources(FullCluster.class)
                        .inNamespace(created.name)
                        .list()
                    != null);
    return created;
  }

  private Set<String> leaving() {
    return admin.namespaces().list().getItems().stream()
        .filter((Namespace found) -> found.getMetadata().getDeletionTimestamp() != null)
        .map(found -> found.getMetadata().getName())
        .collect(Collectors.toSet());
  }

  private void bind(String binding, String role, Person... people) {
    RoleBindingBuilder builder =
        new RoleBindingBuilder()
            .withNewMetadata()
            .withName(binding)
            .withNamespace(name)
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role);
    for (Person person : people) {
      builder.addNewSubject("rbac.authorization.k8s.io", "User", person.name(), null);
    }
    admin.resource(builder.build()).create();
  }

  String name() {
    return name;
  }

  Person editor() {
    return editor;
  }

  Person poolEditor() {
    return poolEditor;
  }

  /** This one, and those that other tests have left behind: things go there by themselves. */
  Set<String> andWhatGoes() {
    Set<String> all = new HashSet<>(leaving);
    all.add(name);
    all.add(checked);
    return all;
  }

  /** Returns when an operator has said something of each cluster and pool that was taken. */
  void awaitAnswers() {
    await("every object has a status")
        .atMost(Platform.PATIENCE)
        .untilAsserted(() -> assertThat(unanswered()).isEmpty());
  }

  /** Returns when nothing is written here for some time: nobody may keep an operator busy. */
  void awaitRest() {
    var last = new AtomicReference<>(versions());
    await("nothing is written any more")
        .atMost(Platform.PATIENCE)
        .pollInterval(Duration.ofSeconds(10))
        .untilAsserted(
            () -> {
              Map<String, String> before = last.get();
              Map<String, String> now = versions();
              last.set(now);
              assertThat(now.entrySet()).isSubsetOf(before.entrySet());
            });
  }

  /** Of everything that operators write, but for pods and what is told of them. */
  private Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    new OwnObjects(admin, name)
        .all()
        .forEach((key, object) -> versions.put(key, object.getMetadata().getResourceVersion()));
    for (String kind : KINDS) {
      admin
          .genericKubernetesResources("nestling.dev/v1alpha1", kind)
          .inNamespace(name)
          .list()
          .getItems()
          .forEach(
              (GenericKubernetesResource object) ->
                  versions.put(
                      kind + " " + object.getMetadata().getName(),
                      object.getMetadata().getResourceVersion()));
    }
    return versions;
  }

  private List<String> unanswered() {
    return KINDS.stream()
        .flatMap(
            kind ->
                admin
                    .genericKubernetesResources("nestling.dev/v1alpha1", kind)
                    .inNamespace(name)
                    .list()
                    .getItems()
                    .stream())
        .filter(
            (GenericKubernetesResource object) ->
                !(object.getAdditionalProperties().get("status") instanceof Map<?, ?> status)
                    || !status.containsKey("conditions"))
        .map(object -> object.getKind() + " " + object.getMetadata().getName())
        .toList();
  }

  /** What was there before, and is another one by now. */
  List<String> touchedBystanders() {
    return bystanders.stream()
        .filter(
            before -> {
              HasMetadata now = admin.resource(before).get();
              return now == null
                  || !now.getMetadata()
                      .getResourceVersion()
                      .equals(before.getMetadata().getResourceVersion());
            })
        .map(object -> object.getKind() + " " + object.getMetadata().getName())
        .toList();
  }

  /** What is more than a tenant may have; a line each. */
  List<String> privileges() {
    List<String> found = new ArrayList<>(foreignBindings());
    Set<String> referenced = referencedSecrets();
    PodTemplates.of(admin, name)
        .forEach(
            (where, template) -> {
              found.addAll(PodRules.broken(where, template, referenced));
              refusal(template).ifPresent(words -> found.add(where + " " + words));
            });
    return found;
  }

  int templates() {
    return PodTemplates.of(admin, name).size();
  }

  private List<String> foreignBindings() {
    return admin.rbac().roleBindings().inNamespace(name).list().getItems().stream()
        .filter(found -> !Set.of("editors", "pool-editors").contains(found.getMetadata().getName()))
        .filter(found -> !isOfAnOperator(found))
        .map(Object::toString)
        .toList();
  }

  private static boolean isOfAnOperator(RoleBinding found) {
    return found.getRoleRef().getName().equals(OPERATORS.get(found.getMetadata().getName()))
        && found.getSubjects().size() == 1
        && found.getSubjects().getFirst().getNamespace().equals("nestling-system");
  }

  /** Those that specs name, which whoever makes a cluster may read as well. */
  private Set<String> referencedSecrets() {
    Map<String, Boolean> names = new HashMap<>();
    for (LightCluster cluster :
        admin.resources(LightCluster.class).inNamespace(name).list().getItems()) {
      Optional.ofNullable(cluster.getSpec().datastore())
          .flatMap(datastore -> Optional.ofNullable(datastore.external()))
          .ifPresent(external -> names.put(external.secretRef().name(), true));
      webhook(cluster.getSpec().security()).ifPresent(secret -> names.put(secret, true));
    }
    for (FullCluster cluster :
        admin.resources(FullCluster.class).inNamespace(name).list().getItems()) {
      webhook(cluster.getSpec().security()).ifPresent(secret -> names.put(secret, true));
    }
    return names.keySet();
  }

  private static Optional<String> webhook(@Nullable Security security) {
    return Optional.ofNullable(security)
        .flatMap(stored -> Optional.ofNullable(stored.audit()))
        .flatMap(audit -> Optional.ofNullable(audit.webhookRef()))
        .map(reference -> reference.name());
  }

  /** What a namespace that is for the level restricted alone has against such a pod. */
  private Optional<String> refusal(PodTemplateSpec template) {
    PodSpecOf pod = new PodSpecOf(template);
    try {
      admin.resource(pod.in(checked)).dryRun().create();
      return Optional.empty();
    } catch (KubernetesClientException refused) {
      return Optional.of(String.valueOf(refused.getMessage()));
    }
  }

  /** A pod as a controller makes it; without an account, which the other namespace has not. */
  private record PodSpecOf(PodTemplateSpec template) {
    HasMetadata in(String namespace) {
      return new PodBuilder()
          .withNewMetadata()
          .withGenerateName("checked-")
          .withNamespace(namespace)
          .endMetadata()
          .withNewSpecLike(template.getSpec())
          .withServiceAccountName("default")
          .withPriorityClassName(null)
          .endSpec()
          .build();
    }
  }

  @Override
  public void close() {
    editor.close();
    poolEditor.close();
    for (String namespace : List.of(name, checked)) {
      admin.namespaces().withName(namespace).delete();
    }
  }
}
