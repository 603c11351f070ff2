package dev.nestling.test.api;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.test.testbed.Repository;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A real API server with the committed CRDs, one for all tests of a JVM; it ends with them.
 *
 * <pre>
 * &#64;Tag("api")
 * &#64;ExtendWith(ManagementApi.class)
 * class SomeTest {
 *   SomeTest(ManagementApi.Server server) { … }
 * </pre>
 */
public final class ManagementApi implements ParameterResolver, AfterAllCallback {
  private static final List<Class<? extends HasMetadata>> OWN_KINDS =
      List.of(NodePool.class, LightCluster.class, FullCluster.class);

  /** The running server. */
  public static final class Server implements AutoCloseable {
    private final ApiServerProcess process;
    private final KubernetesClient client;

    private Server(ApiServerProcess process) {
      this.process = process;
      this.client = new KubernetesClientBuilder().withConfig(process.config()).build();
    }

    /** A client of group system:masters, for as long as the server lives. */
    public KubernetesClient client() {
      return client;
    }

    /** Address and credentials of group system:masters, to derive other clients from. */
    public Config config() {
      return process.config();
    }

    /** A new namespace that is open for clusters, with a name that starts with {@code prefix}. */
    public String newNamespace(String prefix) {
      return newNamespace(prefix, Map.of("nestling.dev/clusters", "enabled"));
    }

    /** A new namespace with these labels. */
    public String newNamespace(String prefix, Map<String, String> labels) {
      return client
          .resource(
              new NamespaceBuilder()
                  .withNewMetadata()
                  .withGenerateName(prefix + "-")
                  .withLabels(labels)
                  .endMetadata()
                  .build())
          .create()
          .getMetadata()
          .getName();
    }

    /**
     * Objects whose operator has ended with its test keep their namespace from going, and the
     * controllers try again and again, beside all tests that follow.
     */
    private void releaseLeavingNamespaces() {
      Set<String> leaving =
          client.namespaces().list().getItems().stream()
              .filter(namespace -> "Terminating".equals(namespace.getStatus().getPhase()))
              .map(namespace -> namespace.getMetadata().getName())
              .collect(Collectors.toSet());
      for (Class<? extends HasMetadata> kind : OWN_KINDS) {
        for (HasMetadata object : client.resources(kind).inAnyNamespace().list().getItems()) {
          if (leaving.contains(object.getMetadata().getNamespace())) {
            release(object);
          }
        }
      }
    }

    private void release(HasMetadata object) {
      try {
        client
            .resource(object)
            .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\": {\"finalizers\": null}}");
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
          throw e;
        }
      }
    }

    @Override
    public void close() {
      RightsUsed.report();
      client.close();
      process.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Server.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(ManagementApi.class))
        .computeIfAbsent(Server.class, type -> startWithCrds(), Server.class);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Server started =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(ManagementApi.class))
            .get(Server.class, Server.class);
    if (started != null) {
      started.releaseLeavingNamespaces();
    }
  }

  /** With the plug-in that asks for the rights on finalizers, which is off by default. */
  private static final String ADMISSION =
      """
      apiServer:
        extraArgs:
        - {name: enable-admission-plugins, value: OwnerReferencesPermissionEnforcement}
      """;

  private static Server startWithCrds() {
    var server = new Server(ApiServerProcess.start(directory -> ADMISSION));
    try {
      crdFiles().forEach(file -> install(server.client(), file));
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private static List<Path> crdFiles() {
    try (var files = Files.list(Repository.find().root().resolve("crds"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new kind is served a moment before its cache, from which informers list. */
  private static void install(KubernetesClient client, Path file) {
    CustomResourceDefinition crd =
        client.apiextensions().v1().customResourceDefinitions().load(file.toFile()).create();
    String served =
        "/apis/%s/%s"
            .formatted(crd.getSpec().getGroup(), crd.getSpec().getVersions().getFirst().getName());
    String plural = crd.getSpec().getNames().getPlural();
    String fromCache = served + "/" + plural + "?resourceVersion=0";
    Awaitility.await(crd.getMetadata().getName())
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> client.raw(served).contains(plural) && client.raw(fromCache) != null);
  }
}
