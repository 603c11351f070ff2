package dev.nestling.core.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/**
 * Tells what the management API refuses for a reason that the owner can act on from what is
 * unexpected.
 */
final class Refusals {
  static final String NAMESPACE_TERMINATING = "NamespaceTerminating";
  static final String QUOTA_EXCEEDED = "QuotaExceeded";
  static final String FORBIDDEN = "Forbidden";
  static final String INVALID = "Invalid";

  private Refusals() {}

  static Optional<ApplyFailure> of(HasMetadata object, KubernetesClientException exception) {
    throw new UnsupportedOperationException();
  }
}
