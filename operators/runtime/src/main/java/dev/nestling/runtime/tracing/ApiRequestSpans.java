package dev.nestling.runtime.tracing;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A span for each request to the API server that a reconcile makes. The request bears the header
 * {@code traceparent} of W3C's Trace Context, so that an API server that traces too goes on with
 * the same trace. Watches and what is asked in the background are in no reconcile, and in no trace.
 */
final class ApiRequestSpans implements Interceptor {
  static final String HEADER = "traceparent";
  private static final int ERRORS = 400;

  private static final Pattern PATH =
      Pattern.compile(
          "/(?:api/v1|apis/[^/]+/[^/]+)(?:/namespaces/[^/]+(?=/[^/]))?/(?<resource>[^/?]+)"
              + "(?:/[^/?]+(?<subresource>/[^/?]+)?)?.*");

  private final Tracer tracer;
  private final Map<String, Span> open = new ConcurrentHashMap<>();

  ApiRequestSpans(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    if (!Span.current().getSpanContext().isValid()) {
      return;
    }
    String path = request.uri().getPath();
    Span span =
        tracer
            .spanBuilder(request.method() + " " + resource(path))
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute("http.request.method", request.method())
            .setAttribute("url.path", path)
            .startSpan();
    String header = header(span.getSpanContext());
    open.put(header, span);
    builder.setHeader(HEADER, header);
  }

  private static String header(SpanContext context) {
    return "00-%s-%s-%s"
        .formatted(context.getTraceId(), context.getSpanId(), context.getTraceFlags().asHex());
  }

  /** Without names: there are few kinds, and many objects. */
  private static String resource(String path) {
    Matcher found = PATH.matcher(path);
    return found.matches()
        ? found.group("resource") + Optional.ofNullable(found.group("subresource")).orElse("")
        : path;
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    Optional.ofNullable(request.header(HEADER))
        .map(open::remove)
        .ifPresent(span -> answered(span, response.code()));
  }

  private static void answered(Span span, int code) {
    span.setAttribute("http.response.status_code", code);
    if (code >= ERRORS) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }

  /** What nobody has answered when the reconcile ends is not answered any more. */
  void end(Span reconcile) {
    String trace = reconcile.getSpanContext().getTraceId();
    open.values()
        .removeIf(
            span -> {
              boolean ends = span.getSpanContext().getTraceId().equals(trace);
              if (ends) {
                span.setStatus(StatusCode.ERROR, "no answer");
                span.end();
              }
              return ends;
            });
  }
}
