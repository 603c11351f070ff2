package dev.nestling.test.plugin;

import dev.nestling.kubectl.NestlingCommand;
import dev.nestling.kubectl.text.Paint;
import dev.nestling.test.api.ManagementApi;
import dev.nestling.test.testbed.Repository;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Somebody with a kubeconfig of his own and a role in one namespace.
 *
 * @param kubeconfig his file
 */
record Person(Path kubeconfig) {

  /** What a command printed, and how it ended. */
  record Outcome(int code, String out, String err) {}

  /**
   * @param role name of a ClusterRole, bound in the namespace alone
   */
  static Person with(String role, ManagementApi.Server server, String namespace, Path directory)
      throws IOException {
    installRolesForPeople(server.client());
    String name = role.replace(':', '-');
    server
        .client()
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .build())
        .create();
    server
        .client()
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                .addNewSubject()
                .withKind("ServiceAccount")
                .withName(name)
                .withNamespace(namespace)
                .endSubject()
                .build())
        .create();
    TokenRequest token =
        server
            .client()
            .serviceAccounts()
            .inNamespace(namespace)
            .withName(name)
            .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build());
    return new Person(
        Files.writeString(
            directory.resolve(name + ".kubeconfig"),
            """
            apiVersion: v1
            kind: Config
            current-context: management
            clusters:
            - name: management
              cluster: {server: "%s", certificate-authority-data: %s}
            users:
            - name: me
              user: {token: %s}
            contexts:
            # where I mostly am
            - name: management
              context: {cluster: management, user: me, namespace: %s}
            """
                .formatted(
                    server.config().getMasterUrl(),
                    base64(server.config().getCaCertData()),
                    token.getStatus().getToken(),
                    namespace)));
  }

  /** Somebody of group system:masters, with a certificate in files beside the kubeconfig. */
  static Person administrator(ManagementApi.Server server, String namespace, Path directory)
      throws IOException {
    Files.writeString(directory.resolve("ca.crt"), server.config().getCaCertData());
    Files.writeString(directory.resolve("me.crt"), server.config().getClientCertData());
    Files.writeString(directory.resolve("me.key"), server.config().getClientKeyData());
    return new Person(
        Files.writeString(
            directory.resolve("admin.kubeconfig"),
            """
            current-context: management
            clusters: [{name: management, cluster: {server: "%s", certificate-authority: ca.crt}}]
            users: [{name: me, user: {client-certificate: me.crt, client-key: me.key}}]
            contexts: [{name: management, context: {cluster: management, user: me, namespace: %s}}]
            """
                .formatted(server.config().getMasterUrl(), namespace)));
  }

  /** Runs {@code kubectl nestling …}. */
  Outcome run(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--kubeconfig", kubeconfig.toString()));
    return execute(all);
  }

  /** What is offered where somebody presses Tab behind a command. */
  Outcome complete(String command, String unfinished) {
    return execute(
        List.of("__complete", command, "--kubeconfig", kubeconfig.toString(), unfinished));
  }

  private static Outcome execute(List<String> all) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        NestlingCommand.line(Paint.PLAIN)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(all.toArray(String[]::new));
    return new Outcome(code, out.toString(), err.toString());
  }

  private static void installRolesForPeople(KubernetesClient admin) throws IOException {
    Path rbac = Repository.find().root().resolve("config/rbac");
    for (String role :
        List.of(
            "lightcluster_viewer", "fullcluster_viewer", "nodepool_viewer", "nodepool_editor")) {
      try (InputStream objects = Files.newInputStream(rbac.resolve(role + "_role.yaml"))) {
        admin.load(objects).serverSideApply();
      }
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
