package dev.nestling.kubectl.management;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;

/** What a failed request means to the person in front. */
final class Trouble {
  private static final int TOO_MANY_REQUESTS = 429;

  private Trouble() {}

  static boolean isForbidden(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN;
  }

  static Failure of(KubernetesClientException e, String what, Management management) {
    if (e.getCode() <= 0) {
      return new Failure(
          "the management cluster does not answer at %s (%s); check --kubeconfig and --context"
              .formatted(management.url(), root(e)),
          e,
          true);
    }
    return new Failure(
        switch (e.getCode()) {
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
        e,
        e.getCode() >= HttpURLConnection.HTTP_INTERNAL_ERROR || e.getCode() == TOO_MANY_REQUESTS);
  }

  /** What view does not have, edit does. */
  private static String role(String what) {
    return what.startsWith("secret") ? "the ClusterRole edit" : "the ClusterRole view";
  }

  private static String said(KubernetesClientException e) {
    Status status = e.getStatus();
    return status == null || status.getMessage() == null ? root(e) : status.getMessage();
  }

  /** Why, in the words of the innermost cause that has some. */
  static String root(Throwable failure) {
    String words = failure.getClass().getSimpleName();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      words =
          switch (cause) {
            case UnresolvedAddressException unresolved -> "its name does not resolve";
            case UnknownHostException unknown -> "its name does not resolve";
            case HttpTimeoutException late -> "no answer in time";
            case ConnectException refused -> "the connection is refused";
            default ->
                Optional.ofNullable(cause.getMessage())
                    .flatMap(message -> message.lines().findFirst())
                    .filter(line -> !line.isBlank())
                    .orElse(words);
          };
    }
    return words;
  }
}
