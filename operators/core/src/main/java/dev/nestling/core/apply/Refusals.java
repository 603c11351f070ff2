package dev.nestling.core.apply;

import dev.nestling.core.ssh.Redaction;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells what the management API refuses for a reason that a person can act on from what is
 * unexpected: a conflict, a timeout, an overloaded or broken server, all of which a retry may cure.
 */
final class Refusals {
  static final String NAMESPACE_TERMINATING = "NamespaceTerminating";
  static final String QUOTA_EXCEEDED = "QuotaExceeded";
  static final String FORBIDDEN = "Forbidden";
  static final String INVALID = "Invalid";

  /** What the API calls immutable when an object was replaced since it was observed. */
  private static final String REPLACED = "metadata.uid";

  /** Of what is said about a Secret; characters. */
  private static final int LONGEST = 2000;

  private static final int BAD_REQUEST = 400;
  private static final int IS_FORBIDDEN = 403;
  private static final int UNPROCESSABLE = 422;

  private Refusals() {}

  static Optional<ApplyFailure> of(HasMetadata object, KubernetesClientException exception) {
    if (causes(exception, StatusCause::getField).contains(REPLACED)) {
      return Optional.empty();
    }
    var ref = ObjectRef.of(object);
    String said = withoutSecrets(object, said(exception));
    return switch (exception.getCode()) {
      case IS_FORBIDDEN -> Optional.of(forbidden(ref, exception, said));
      case BAD_REQUEST, UNPROCESSABLE ->
          Optional.of(new ApplyFailure(ref, INVALID, ref + " was refused as invalid: " + said));
      default -> Optional.empty();
    };
  }

  private static ApplyFailure forbidden(
      ObjectRef ref, KubernetesClientException exception, String said) {
    if (causes(exception, StatusCause::getReason).contains(NAMESPACE_TERMINATING)) {
      return new ApplyFailure(
          ref, NAMESPACE_TERMINATING, ref + " can't be created: the namespace is being deleted.");
    }
    if (said.contains("exceeded quota")) {
      return new ApplyFailure(ref, QUOTA_EXCEEDED, ref + " exceeds the namespace's quota: " + said);
    }
    return new ApplyFailure(ref, FORBIDDEN, ref + " was refused: " + said);
  }

  private static String said(KubernetesClientException exception) {
    Status status = exception.getStatus();
    String message = status == null ? exception.getMessage() : status.getMessage();
    return Objects.requireNonNullElse(message, "HTTP " + exception.getCode());
  }

  /** Policies and webhooks may quote what they refuse. */
  private static String withoutSecrets(HasMetadata object, String text) {
    return object instanceof Secret secret && secret.getData() != null
        ? new Redaction(values(secret.getData())).clean(text, LONGEST)
        : text;
  }

  private static List<String> values(Map<String, String> data) {
    List<String> values = new ArrayList<>(data.values());
    data.values().stream()
        .map(value -> new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8))
        .forEach(values::add);
    return values;
  }

  private static List<String> causes(
      KubernetesClientException exception, Function<StatusCause, @Nullable String> part) {
    Status status = exception.getStatus();
    if (status == null || status.getDetails() == null || status.getDetails().getCauses() == null) {
      return List.of();
    }
    return status.getDetails().getCauses().stream()
        .map(cause -> Objects.requireNonNullElse(part.apply(cause), ""))
        .toList();
  }
}
