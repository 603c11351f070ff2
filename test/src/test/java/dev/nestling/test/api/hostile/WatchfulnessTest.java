package dev.nestling.test.api.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.test.api.ManagementApi;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The checks of {@link HostileTenantTest} see what they are there for. */
@Tag("api")
@ExtendWith(ManagementApi.class)
class WatchfulnessTest {
  private final KubernetesClient admin;
  private final TenantNamespace tenant;
  private final String another;

  WatchfulnessTest(ManagementApi.Server server) throws IOException {
    admin = server.client();
    ShippedRoles.install(admin);
    another = server.newNamespace("another");
    tenant = TenantNamespace.create(server);
  }

  @AfterEach
  void close() {
    tenant.close();
    admin.namespaces().withName(another).delete();
    ShippedRoles.releaseHardware(admin);
  }

  private void create(String namespace, String yaml) {
    admin
        .resource(
            admin
                .getKubernetesSerialization()
                .<GenericKubernetesResource>unmarshal(yaml, GenericKubernetesResource.class))
        .inNamespace(namespace)
        .create();
  }

  @Test
  void aPodThatIsMoreThanATenantsIsSeen() {
    create(
        tenant.name(),
        """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata:
          name: c-server
          labels: {app.kubernetes.io/managed-by: nestling}
        spec:
          serviceName: c-api
          replicas: 0
          selector: {matchLabels: {nestling.dev/cluster: c}}
          template:
            metadata: {labels: {nestling.dev/cluster: c}}
            spec:
              serviceAccountName: default
              hostNetwork: true
              volumes:
              - {name: a, secret: {secretName: of-somebody-else}}
              - {name: b, projected: {sources: [{secret: {name: of-another}}]}}
              containers:
              - name: server
                image: evil.example/a
                command: [/bin/sh, -c, kube-apiserver --a]
                args: [--anonymous-auth=false, --anonymous-auth=true]
        """);

    String found = String.join("\n", tenant.privileges());

    for (String words :
        List.of(
            "violates PodSecurity",
            "has a token",
            "runs as default",
            "mounts Secret of-somebody-else",
            "mounts Secret of-another",
            "runs image evil.example/a",
            "runs a shell",
            "has --anonymous-auth twice")) {
      assertThat(found).contains(words);
    }
  }

  @Test
  void aBindingThatIsNobodysIsSeen() {
    create(
        tenant.name(),
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: nestling-lightcluster-operator}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
        subjects: [{kind: ServiceAccount, name: lightcluster-operator, namespace: nestling-system}]
        """);

    assertThat(tenant.privileges()).singleElement().asString().contains("view");
  }

  @Test
  void whatHappensOutsideIsSeenAndWhatHappensInsideIsNot() {
    create(another, "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {a: b}");
    ClusterSnapshot before = ClusterSnapshot.take(admin, tenant.andWhatGoes());

    create(tenant.name(), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}");
    create(
        tenant.name(),
        "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 1}]}");
    assertThat(ofOthers(before)).isEmpty();

    create(another, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}");
    admin
        .secrets()
        .inNamespace(another)
        .withName("a")
        .edit(
            secret -> {
              secret.getData().put("a", "Yw==");
              return secret;
            });
    assertThat(ofOthers(before)).hasSize(2);

    assertThat(tenant.touchedBystanders()).isEmpty();
    admin.secrets().inNamespace(tenant.name()).withName("taken-ca").delete();
    assertThat(tenant.touchedBystanders()).containsExactly("Secret taken-ca");
  }

  /** Other tests' namespaces may still be on their way out. */
  private List<String> ofOthers(ClusterSnapshot before) {
    return ClusterSnapshot.take(admin, tenant.andWhatGoes()).changesSince(before).stream()
        .filter(line -> line.contains(another))
        .toList();
  }
}
