package dev.nestling.lightcluster;

import static dev.nestling.core.status.ConditionSet.isFalse;
import static dev.nestling.core.status.ConditionSet.isTrue;
import static dev.nestling.core.status.ConditionSet.unknown;

import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.api.v1alpha1.Power;
import dev.nestling.core.cluster.AnswerConditions;
import dev.nestling.core.cluster.ContentConditions;
import dev.nestling.core.cluster.IssuerConditions;
import dev.nestling.core.cluster.JoiningFacts;
import dev.nestling.core.nested.Health;
import dev.nestling.core.nested.ProbeKey;
import dev.nestling.core.placement.LightClusterDemand;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.plan.Waiting;
import dev.nestling.core.status.ConditionSet.Finding;
import dev.nestling.core.status.ConditionSet.State;
import dev.nestling.lightcluster.objects.LightClusterScope;
import dev.nestling.lightcluster.objects.ServerTemplate;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One function per condition. */
final class LightClusterConditions {
  private static final Problem NOT_PUBLISHED =
      new Problem("AddressPending", "add-ons need the published address of the API");

  private static final String PAUSED = "Paused";

  private LightClusterConditions() {}

  static List<Finding> of(Result result, Instant now) {
    List<Finding> findings =
        List.of(
            ready(result, now),
            AnswerConditions.available(
                route(result, ProbeKey.Route.SERVICE, ConditionTypes.AVAILABLE)),
            progressing(result, now),
            valid(result),
            CertificateDates.keysValid(result, now),
            AnswerConditions.endpointReachable(
                route(result, ProbeKey.Route.OUTSIDE, ConditionTypes.ENDPOINT_REACHABLE)),
            addonsReady(result),
            upToDate(result));
    return Stream.of(findings.stream(), issuersReady(result).stream(), placed(result).stream())
        .flatMap(some -> some)
        .toList();
  }

  private static Optional<Finding> issuersReady(Result result) {
    return IssuerConditions.issuersReady(
        result.scope().common().security(),
        result.observed().health().issuers(),
        isOff(result),
        result.published(ConditionTypes.ISSUERS_READY),
        result.cluster().getMetadata().getGeneration());
  }

  private static Optional<Finding> placed(Result result) {
    return result
        .observed()
        .references()
        .user()
        .standing()
        .placed(LightClusterDemand.of(result.scope().spec()));
  }

  private static Finding addonsReady(Result result) {
    Observed observed = result.observed();
    return ContentConditions.addonsReady(
        observed.health().content(),
        isOff(result),
        withheld(result.scope(), observed),
        result.published(ConditionTypes.ADDONS_READY));
  }

  private static List<Problem> withheld(LightClusterScope scope, Observed observed) {
    List<Problem> manifests = observed.references().user().manifests().problems();
    return manifests.isEmpty() && JoiningFacts.of(scope, observed.own().set()).isEmpty()
        ? List.of(NOT_PUBLISHED)
        : manifests;
  }

  /**
   * Only an answer makes a cluster ready, whatever else is wrong; the rest says why there is none.
   */
  private static Finding ready(Result result, Instant now) {
    String type = ConditionTypes.READY;
    if (isOff(result)) {
      return switchedOff(result, now);
    }
    Health health = result.observed().health().service();
    if (result.answered()) {
      return isTrue(type, "Answered", "an authenticated request was answered at the Service");
    }
    return Obstacles.all(result, now)
        .map(problem -> isFalse(type, problem.reason(), problem.message()))
        .or(
            () ->
                Obstacles.waiting(result).map(wait -> isFalse(type, wait.reason(), wait.message())))
        .orElseGet(() -> AnswerConditions.unanswered(health, result.readyReplicas() > 0));
  }

  /** What keeps a server from being switched off keeps it running: nobody asks it any more. */
  private static Finding switchedOff(Result result, Instant now) {
    String type = ConditionTypes.READY;
    Finding stopped = isFalse(type, "Stopped", "spec.power is Stopped; data and keys are kept");
    boolean wanted =
        result
            .observed()
            .own()
            .server(result.scope().names())
            .map(server -> number(server.getSpec().getReplicas()) > 0)
            .orElse(false);
    if (!wanted) {
      return stopped;
    }
    return Obstacles.toChange(result, now)
        .map(problem -> isFalse(type, problem.reason(), problem.message()))
        .or(
            () ->
                Obstacles.waitingFor(result)
                    .map(wait -> isFalse(type, wait.reason(), wait.message())))
        .orElse(stopped);
  }

  private static Finding progressing(Result result, Instant now) {
    String type = ConditionTypes.PROGRESSING;
    Optional<Problem> blocked = Obstacles.toChange(result, now);
    if (blocked.isPresent()) {
      return isFalse(type, blocked.get().reason(), blocked.get().message());
    }
    Optional<Waiting> waiting = Obstacles.waitingFor(result);
    if (waiting.isPresent()) {
      return new Finding(
          type,
          waiting.get().reason().equals(PAUSED) ? State.FALSE : State.TRUE,
          waiting.get().reason(),
          waiting.get().message());
    }
    return rollout(result);
  }

  private static Finding rollout(Result result) {
    String type = ConditionTypes.PROGRESSING;
    Optional<StatefulSet> server = result.observed().own().server(result.scope().names());
    if (server.filter(LightClusterConditions::isSettled).isEmpty()) {
      return isTrue(type, "RollingOut", "the server is being brought to what the spec asks for");
    }
    if (!result.answered() && !isOff(result)) {
      return isTrue(
          type, "WaitingForAnswer", "the server runs; no authenticated request was answered yet");
    }
    return LightClusterValidation.check(result.scope(), result.observed()).isEmpty()
        ? isFalse(type, "Settled", "everything is as the spec asks for")
        : isFalse(
            type,
            "Settled",
            "everything is as the spec asks for, but for what the condition Valid says");
  }

  private static boolean isSettled(StatefulSet server) {
    var status = server.getStatus();
    if (status == null
        || !Objects.equals(status.getObservedGeneration(), server.getMetadata().getGeneration())) {
      return false;
    }
    int wanted = Optional.ofNullable(server.getSpec().getReplicas()).orElse(0);
    return number(status.getReplicas()) == wanted
        && number(status.getReadyReplicas()) == wanted
        && (wanted == 0 || number(status.getUpdatedReplicas()) == wanted);
  }

  private static Finding valid(Result result) {
    String type = ConditionTypes.VALID;
    List<Problem> problems =
        Stream.concat(
                Obstacles.refusal(result).stream(),
                LightClusterValidation.check(result.scope(), result.observed()).stream()
                    .map(LightClusterValidation.Finding::problem))
            .toList();
    if (problems.isEmpty()) {
      return isTrue(type, "Accepted", "the spec can be followed");
    }
    return isFalse(
        type,
        problems.getFirst().reason(),
        problems.stream().map(Problem::message).collect(Collectors.joining("; ")));
  }

  private static Finding upToDate(Result result) {
    String type = ConditionTypes.UP_TO_DATE;
    LightClusterScope scope = result.scope();
    ServerTemplate current = ServerTemplate.current(scope, result.images());
    return result
        .observed()
        .own()
        .server(scope.names())
        .flatMap(ServerTemplate::pinned)
        .map(
            pinned ->
                pinned.equals(current)
                    ? isTrue(type, "Current", "the server runs what this operator would make")
                    : isFalse(
                        type,
                        "NewerTemplate",
                        ("the server runs %s (revision %d), this operator would make %s (revision"
                                + " %d); set the annotation"
                                + " nestling.dev/accept-template-revision to \"%d\" to restart it"
                                + " so")
                            .formatted(
                                pinned.image(),
                                pinned.revision(),
                                current.image(),
                                current.revision(),
                                current.revision())))
        .orElseGet(() -> unknown(type, "NotCreated", "there is no server yet"));
  }

  private static AnswerConditions.Route route(Result result, ProbeKey.Route route, String type) {
    Health health =
        switch (route) {
          case SERVICE -> result.observed().health().service();
          case OUTSIDE -> result.observed().health().outside();
        };
    return new AnswerConditions.Route(health, isOff(result), result.lastAnswer(route, type));
  }

  private static boolean isOff(Result result) {
    return result.scope().spec().power() == Power.Stopped;
  }

  private static int number(@Nullable Integer value) {
    return value == null ? 0 : value;
  }
}
