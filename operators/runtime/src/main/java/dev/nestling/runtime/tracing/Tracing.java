package dev.nestling.runtime.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this process traces, and where to. The settings are those of OpenTelemetry's
 * specification ({@code OTEL_EXPORTER_OTLP_ENDPOINT}, {@code OTEL_TRACES_SAMPLER} and so on); none
 * of them, no tracing. One for the whole process: the client of the API server is made before
 * anything could be injected into it.
 */
public final class Tracing {
  private static final Logger LOG = LoggerFactory.getLogger(Tracing.class);
  private static final String SCOPE = "dev.nestling";
  private static final String EXPORTER = "otel.traces.exporter";

  /** Any of these says where to. */
  private static final List<String> SWITCHES =
      List.of("otel.exporter.otlp.endpoint", "otel.exporter.otlp.traces.endpoint", EXPORTER);

  /** As the administrator's own, but for what was left out here: gRPC, metrics and logs. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "otel.exporter.otlp.protocol", "http/protobuf",
          "otel.metrics.exporter", "none",
          "otel.logs.exporter", "none");

  private static final class Process {
    private static final Optional<Tracing> TRACING = of(ConfigProvider.getConfig());
  }

  private final ReconcileSpans reconciles;
  private final ApiRequestSpans requests;

  Tracing(OpenTelemetry telemetry) {
    Tracer tracer = telemetry.getTracer(SCOPE);
    this.requests = new ApiRequestSpans(tracer);
    this.reconciles = new ReconcileSpans(tracer, requests::end);
  }

  /** Of this process; empty when it does not trace. */
  public static Optional<Tracing> ofThisProcess() {
    return Process.TRACING;
  }

  static Optional<Tracing> of(Config config) {
    boolean wanted =
        SWITCHES.stream().anyMatch(name -> config.getOptionalValue(name, String.class).isPresent());
    boolean refused =
        config.getOptionalValue(EXPORTER, String.class).filter("none"::equals).isPresent()
            || config.getOptionalValue("otel.sdk.disabled", Boolean.class).orElse(false);
    if (!wanted || refused) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Tracing(sdk(config)));
    } catch (RuntimeException | LinkageError | ServiceConfigurationError e) {
      // Such variables are set for whole clusters by people who have no operator in mind.
      LOG.error("Nothing is traced: the variables OTEL_… ask for what is not there", e);
      return Optional.empty();
    }
  }

  private static OpenTelemetry sdk(Config config) {
    Map<String, String> properties = new HashMap<>(DEFAULTS);
    config
        .getOptionalValue("quarkus.application.name", String.class)
        .ifPresent(name -> properties.put("otel.service.name", name));
    StreamSupport.stream(config.getPropertyNames().spliterator(), false)
        .filter(name -> name.startsWith("otel."))
        .forEach(
            name ->
                config
                    .getOptionalValue(name, String.class)
                    .ifPresent(value -> properties.put(name, value)));
    return AutoConfiguredOpenTelemetrySdk.builder()
        .addPropertiesSupplier(() -> properties)
        .build()
        .getOpenTelemetrySdk();
  }

  /** The spans of reconciles. */
  public ReconcileSpans reconciles() {
    return reconciles;
  }

  /** The spans of requests to the API server. */
  ApiRequestSpans requests() {
    return requests;
  }
}
