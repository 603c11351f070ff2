package dev.nestling.kubectl.management;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.File;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The management cluster, with the rights of the person in front. It is only read. */
public final class Management implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 15_000;

  private final KubernetesClient client;
  private final String namespace;

  private Management(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /**
   * @throws Failure when there is no such file or context
   */
  public static Management connect(ManagementOptions options) {
    Config config = config(options);
    config.setRequestRetryBackoffLimit(0);
    config.setConnectionTimeout(TIMEOUT_MILLIS);
    config.setRequestTimeout(TIMEOUT_MILLIS);
    String namespace =
        Optional.ofNullable(options.namespace)
            .or(() -> Optional.ofNullable(config.getNamespace()))
            .filter(name -> !name.isBlank())
            .orElse("default");
    ClientKey.algorithm(config).ifPresent(config::setClientKeyAlgo);
    try {
      return new Management(new KubernetesClientBuilder().withConfig(config).build(), namespace);
    } catch (KubernetesClientException e) {
      throw new Failure(
          "the credentials or the authority in the kubeconfig can't be used: " + Trouble.root(e),
          e);
    }
  }

  private static Config config(ManagementOptions options) {
    File file = options.kubeconfig;
    String context = options.context;
    Config config;
    try {
      config = file == null ? Config.autoConfigure(context) : Config.fromKubeconfig(context, file);
    } catch (KubernetesClientException e) {
      throw new Failure("the kubeconfig can't be read: " + Trouble.root(e), e);
    }
    List<String> contexts =
        config.getContexts().stream().map(NamedContext::getName).sorted().toList();
    if (context != null && !contexts.contains(context)) {
      throw new Failure(
          contexts.isEmpty()
              ? "there is no context %s, because there is no kubeconfig; set KUBECONFIG or give --kubeconfig"
                  .formatted(context)
              : "there is no context %s in the kubeconfig; there are: %s"
                  .formatted(context, String.join(", ", contexts)));
    }
    if (config.getCurrentContext() == null && config.getAutoOAuthToken() == null) {
      throw new Failure(
          contexts.isEmpty()
              ? "there is no kubeconfig; set KUBECONFIG or give --kubeconfig"
              : "the kubeconfig has no current context; give --context, one of: "
                  + String.join(", ", contexts));
    }
    return config;
  }

  /** Where commands look. */
  public String namespace() {
    return namespace;
  }

  /** URL of the API, without a slash at its end. */
  public String url() {
    return client.getMasterUrl().toString().replaceAll("/+$", "");
  }

  /**
   * What is there, or empty when it is not.
   *
   * @param what is read, such as {@code secrets}
   * @throws Failure when the API does not answer, or refuses
   */
  public <T> Optional<T> find(String what, Function<KubernetesClient, @Nullable T> question) {
    try {
      return Optional.ofNullable(question.apply(client));
    } catch (KubernetesClientException e) {
      throw Trouble.of(e, what, this);
    }
  }

  /**
   * A list.
   *
   * @param what is read, such as {@code secrets}
   * @throws Failure when the API does not answer, or refuses
   */
  public <T> List<T> list(String what, Function<KubernetesClient, List<T>> question) {
    try {
      return question.apply(client);
    } catch (KubernetesClientException e) {
      throw Trouble.of(e, what, this);
    }
  }

  /** A list, or why there is none, from somebody who may not have the right. */
  public <T> Reading<T> listIfAllowed(String what, Function<KubernetesClient, List<T>> question) {
    try {
      return new Reading<>(question.apply(client), Optional.empty());
    } catch (KubernetesClientException e) {
      if (Trouble.isForbidden(e)) {
        return Reading.refused("you may not list " + what + " here");
      }
      return Reading.refused(what + " could not be read: " + Trouble.root(e));
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
