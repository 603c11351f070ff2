package dev.nestling.runtime.tracing;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.quarkus.kubernetes.client.runtime.internal.QuarkusHttpClientFactory;
import java.io.Closeable;
import org.jspecify.annotations.Nullable;

/**
 * The client's transport as Quarkus makes it, with spans of its requests when this process traces.
 * The client finds its factory among the services of the class path and takes the one with the
 * highest priority; nothing else of it can be reached from here.
 */
public final class TracedHttpClientFactory implements HttpClient.Factory, Closeable {
  private static final int BEFORE_THAT_OF_QUARKUS = 2;

  /** Made when it is needed: it may bring threads of its own. */
  private @Nullable QuarkusHttpClientFactory made;

  private synchronized QuarkusHttpClientFactory factory() {
    if (made == null) {
      made = new QuarkusHttpClientFactory();
    }
    return made;
  }

  @Override
  public HttpClient.Builder newBuilder() {
    return traced(factory().newBuilder());
  }

  @Override
  public HttpClient.Builder newBuilder(Config config) {
    return traced(factory().newBuilder(config));
  }

  private static HttpClient.Builder traced(HttpClient.Builder builder) {
    Tracing.ofThisProcess()
        .ifPresent(tracing -> builder.addOrReplaceInterceptor("tracing", tracing.requests()));
    return builder;
  }

  @Override
  public int priority() {
    return BEFORE_THAT_OF_QUARKUS;
  }

  @Override
  public synchronized void close() {
    if (made != null) {
      made.close();
    }
  }
}
