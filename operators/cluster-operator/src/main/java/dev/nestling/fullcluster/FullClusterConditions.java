package dev.nestling.fullcluster;

import static dev.nestling.core.status.ConditionSet.isFalse;
import static dev.nestling.core.status.ConditionSet.isTrue;
import static dev.nestling.core.status.ConditionSet.unknown;

import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.core.cluster.AnswerConditions;
import dev.nestling.core.cluster.ContentConditions;
import dev.nestling.core.cluster.IssuerConditions;
import dev.nestling.core.nested.ProbeKey;
import dev.nestling.core.objects.WorkloadTemplate;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.plan.Waiting;
import dev.nestling.core.status.ConditionSet.Finding;
import dev.nestling.core.status.ConditionSet.State;
import dev.nestling.fullcluster.objects.FullClusterScope;
import dev.nestling.fullcluster.objects.Program;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One function per condition. */
final class FullClusterConditions {
  private static final String PAUSED = "Paused";
  private static final Finding STOPPED =
      isFalse(ConditionTypes.READY, "Stopped", "spec.power is Stopped; data and keys are kept");

  private FullClusterConditions() {}

  static List<Finding> of(Result result, Instant now) {
    List<Finding> always =
        List.of(
            ready(result, now),
            AnswerConditions.available(
                route(result, ProbeKey.Route.SERVICE, ConditionTypes.AVAILABLE)),
            progressing(result, now),
            valid(result),
            CertificateDates.keysValid(result, now),
            AnswerConditions.endpointReachable(
                route(result, ProbeKey.Route.OUTSIDE, ConditionTypes.ENDPOINT_REACHABLE)),
            EtcdConditions.healthy(result),
            ContentConditions.addonsReady(
                result.observed().learned().content(),
                result.isOff(),
                result.observed().referenced().manifests().problems(),
                result.published(ConditionTypes.ADDONS_READY)),
            upToDate(result));
    return Stream.of(always.stream(), issuersReady(result).stream(), placed(result).stream())
        .flatMap(some -> some)
        .toList();
  }

  private static Optional<Finding> placed(Result result) {
    return result
        .observed()
        .referenced()
        .standing()
        .placed(FullClusterDemand.of(FullClusterScope.of(result.cluster()).spec()));
  }

  private static Optional<Finding> issuersReady(Result result) {
    return IssuerConditions.issuersReady(
        result.scope().common().security(),
        result.observed().learned().issuers(),
        result.isOff(),
        result.published(ConditionTypes.ISSUERS_READY),
        result.cluster().getMetadata().getGeneration());
  }

  private static AnswerConditions.Route route(Result result, ProbeKey.Route route, String type) {
    return new AnswerConditions.Route(
        result.health(route), result.isOff(), result.lastAnswer(route, type));
  }

  /**
   * Only an answer makes a cluster ready, whatever else is wrong; the rest says why there is none.
   */
  private static Finding ready(Result result, Instant now) {
    String type = ConditionTypes.READY;
    if (result.isOff()) {
      return STOPPED;
    }
    if (result.answered()) {
      return isTrue(type, "Answered", "an authenticated request was answered at the Service");
    }
    return Obstacles.all(result, now)
        .map(problem -> isFalse(type, problem.reason(), problem.message()))
        .or(
            () ->
                Obstacles.waiting(result).map(wait -> isFalse(type, wait.reason(), wait.message())))
        .orElseGet(
            () ->
                AnswerConditions.unanswered(
                    result.health(ProbeKey.Route.SERVICE), result.readyApiServers() > 0));
  }

  private static Finding progressing(Result result, Instant now) {
    String type = ConditionTypes.PROGRESSING;
    Optional<Problem> blocked = Obstacles.toChange(result, now);
    if (blocked.isPresent()) {
      return isFalse(type, blocked.get().reason(), blocked.get().message());
    }
    Optional<Waiting> waiting = Obstacles.waitingFor(result);
    Optional<Finding> before = AnswerConditions.again(result.published(type));
    if (before.isPresent()
        && waiting.filter(it -> it.reason().equals(EtcdDecision.SURVEYING)).isPresent()) {
      // A short look at etcd is no news; what it shows will be.
      return before.get();
    }
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
    String unsettled =
        result.observed().own().set().all(Deployment.class).stream()
            .filter(deployment -> !isSettled(deployment))
            .map(deployment -> deployment.getMetadata().getName())
            .sorted()
            .collect(Collectors.joining(", "));
    if (!unsettled.isEmpty()) {
      return isTrue(
          type, "RollingOut", "these are being brought to what the spec asks for: " + unsettled);
    }
    if (!result.answered() && !result.isOff()) {
      return isTrue(type, "WaitingForAnswer", "the API servers run; no request was answered yet");
    }
    return FullClusterValidation.check(result.scope(), result.observed()).isEmpty()
        ? isFalse(type, "Settled", "everything is as the spec asks for")
        : isFalse(
            type,
            "Settled",
            "everything is as the spec asks for, but for what the condition Valid says");
  }

  static boolean isSettled(Deployment deployment) {
    var status = deployment.getStatus();
    if (status == null
        || !Objects.equals(
            status.getObservedGeneration(), deployment.getMetadata().getGeneration())) {
      return false;
    }
    int wanted = number(deployment.getSpec().getReplicas());
    return number(status.getReplicas()) == wanted
        && number(status.getReadyReplicas()) == wanted
        && (wanted == 0 || number(status.getUpdatedReplicas()) == wanted);
  }

  private static Finding valid(Result result) {
    String type = ConditionTypes.VALID;
    List<Problem> problems =
        Stream.concat(
                Obstacles.refusal(result).stream(),
                FullClusterValidation.check(result.scope(), result.observed()).stream()
                    .map(FullClusterValidation.Finding::problem))
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
    Optional<WorkloadTemplate> pinned =
        result
            .observed()
            .own()
            .apiServer(result.scope().names())
            .flatMap(found -> WorkloadTemplate.pinned(found, found.getSpec().getTemplate()));
    if (pinned.isEmpty()) {
      return unknown(type, "NotCreated", "there is no API server yet");
    }
    WorkloadTemplate current =
        Program.current(
            result.images(),
            result.scope().common().version(),
            Program.API_SERVER,
            Program.KONNECTIVITY_SERVER);
    return pinned.get().equals(current)
        ? isTrue(type, "Current", "the control plane runs what this operator would make")
        : isFalse(
            type,
            "NewerTemplate",
            ("the control plane runs revision %d of the templates, this operator would make"
                    + " revision %d; set the annotation nestling.dev/accept-template-revision to"
                    + " \"%d\" to restart it so, one pod at a time")
                .formatted(pinned.get().revision(), current.revision(), current.revision()));
  }

  static int number(@Nullable Integer value) {
    return value == null ? 0 : value;
  }
}
