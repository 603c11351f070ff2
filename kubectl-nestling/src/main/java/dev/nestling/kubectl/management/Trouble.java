package dev.nestling.kubectl.management;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** What a failed request means to the person in front. */
final class Trouble {
  private Trouble() {}

  static boolean isForbidden(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN;
  }

  static Failure of(KubernetesClientException e, String what, Management management) {
    return new Failure(
        switch (e.getCode()) {
          case 0 ->
              "the management cluster does not answer at %s (%s); check --kubeconfig and --context"
                  .formatted(management.url(), root(e));
          case HttpURLConnection.HTTP_UNAUTHORIZED ->
              "the management cluster at %s does not accept your credentials; log in again, or check --context"
                  .formatted(management.url());
          case HttpURLConnection.HTTP_FORBIDDEN ->
              "you may not read %s in namespace %s: an administrator has to bind %s to you there"
                  .formatted(what, management.namespace(), role(what));
          case HttpURLConnection.HTTP_NOT_FOUND ->
              "the cluster at %s has no %s: Nestling is not installed there; check --context"
                  .formatted(management.url(), what);
          default -> "reading %s failed: %s".formatted(what, said(e));
        },
        e);
  }

  /** What view does not have, edit does. */
  private static String role(String what) {
    return what.startsWith("secret") ? "the ClusterRole edit" : "the ClusterRole view";
  }

  private static String said(KubernetesClientException e) {
    Status status = e.getStatus();
    return status == null || status.getMessage() == null ? root(e) : status.getMessage();
  }

  /** The words of the innermost cause. */
  static String root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    String name = cause.getClass().getSimpleName();
    return message == null || message.isBlank() ? name : message.lines().findFirst().orElse(name);
  }
}
