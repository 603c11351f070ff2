package dev.nestling.core.cluster;

import static dev.nestling.core.status.ConditionSet.isFalse;
import static dev.nestling.core.status.ConditionSet.isTrue;
import static dev.nestling.core.status.ConditionSet.unknown;

import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.core.nested.Health;
import dev.nestling.core.status.ConditionSet.Finding;
import dev.nestling.core.status.ConditionSet.State;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Optional;
import java.util.stream.Collectors;

/** The conditions that say nothing but what a nested API answered. */
public final class AnswerConditions {
  /** The reason of a server that says that it lacks nothing but its datastore. */
  public static final String DATASTORE_UNREACHABLE = "DatastoreUnreachable";

  private static final int FORBIDDEN = 403;
  private static final String WITHOUT_DATASTORE =
      "the server's datastore does not answer; the server goes on trying";
  private static final String OFF = "spec.power is Stopped";

  /**
   * What is known of one route.
   *
   * @param health the last answer
   * @param off whether the cluster is switched off
   * @param last what was published before this operator asked anybody; empty when it has asked
   */
  public record Route(Health health, boolean off, Optional<Condition> last) {}

  private AnswerConditions() {}

  /** Why a cluster that should answer does not. */
  public static Finding unanswered(Health health, boolean anyServerReady) {
    String type = ConditionTypes.READY;
    if (health instanceof Health.Unready unready && unready.withoutDatastore()) {
      return isFalse(type, DATASTORE_UNREACHABLE, WITHOUT_DATASTORE);
    }
    if (!anyServerReady) {
      return isFalse(type, "Starting", "the server is starting");
    }
    return switch (health) {
      case Health.Answered answered -> throw new IllegalStateException("answered");
      case Health.Refused refused -> isFalse(type, "CredentialsRefused", refused(refused));
      case Health.Unready unready -> isFalse(type, "NotReady", notReady(unready));
      case Health.Untrusted untrusted -> isFalse(type, "Untrusted", untrusted.message());
      case Health.Unreachable unreachable -> unknown(type, "Unreachable", unreachable.message());
      case Health.NeverAsked never -> unknown(type, "NeverAsked", "the API has not been asked yet");
    };
  }

  private static String refused(Health.Refused refused) {
    String unbound =
        refused.status() == FORBIDDEN
            ? "; the nested cluster may have lost its ClusterRoleBinding nestling:cluster-admins"
            : "";
    return "the API answered the published credentials with status %d: %s%s"
        .formatted(refused.status(), refused.message(), unbound);
  }

  private static String notReady(Health.Unready unready) {
    return unready.withoutDatastore()
        ? WITHOUT_DATASTORE
        : "the server says that it is not ready: "
            + unready.failing().stream().sorted().collect(Collectors.joining(", "));
  }

  /** Whether the API server answers at the Service, whatever it says. */
  public static Finding available(Route service) {
    String type = ConditionTypes.AVAILABLE;
    if (service.off()) {
      return isFalse(type, "Stopped", OFF);
    }
    return switch (service.health()) {
      case Health.Answered answered -> isTrue(type, "Answering", "the API answers");
      case Health.Refused refused -> isTrue(type, "Answering", "the API answers");
      case Health.Unready unready -> isFalse(type, "NotReady", notReady(unready));
      case Health.Untrusted untrusted -> isFalse(type, "Untrusted", untrusted.message());
      case Health.Unreachable unreachable -> isFalse(type, "NotAnswering", unreachable.message());
      case Health.NeverAsked never ->
          notAskedAgain(service.last(), type, "the API has not been asked yet");
    };
  }

  /** Whether the published address was reached, whatever is answered there. */
  public static Finding endpointReachable(Route outside) {
    String type = ConditionTypes.ENDPOINT_REACHABLE;
    if (outside.off()) {
      return unknown(type, "Stopped", OFF);
    }
    return switch (outside.health()) {
      case Health.Answered answered -> isTrue(type, "Reached", "the published address answers");
      case Health.Refused refused -> isTrue(type, "Reached", "the published address answers");
      case Health.Unready unready -> isTrue(type, "Reached", "the published address answers");
      case Health.Untrusted untrusted -> isFalse(type, "Untrusted", untrusted.message());
      case Health.Unreachable unreachable -> isFalse(type, "Unreachable", unreachable.message());
      case Health.NeverAsked never ->
          notAskedAgain(outside.last(), type, "the published address has not been asked yet");
    };
  }

  /** A new operator has asked nobody yet: until it has, the last answer stands. */
  private static Finding notAskedAgain(Optional<Condition> last, String type, String message) {
    return again(last.filter(known -> !"Stopped".equals(known.getReason())))
        .orElseGet(() -> unknown(type, "NeverAsked", message));
  }

  /** What was published, once more. */
  public static Optional<Finding> again(Optional<Condition> published) {
    return published.map(
        known ->
            new Finding(
                known.getType(),
                switch (known.getStatus()) {
                  case "True" -> State.TRUE;
                  case "False" -> State.FALSE;
                  default -> State.UNKNOWN;
                },
                known.getReason(),
                known.getMessage()));
  }
}
