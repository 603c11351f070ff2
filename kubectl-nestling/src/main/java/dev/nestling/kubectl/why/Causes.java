package dev.nestling.kubectl.why;

import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.api.v1alpha1.NodePoolConditionTypes;
import dev.nestling.kubectl.picture.Kind;
import dev.nestling.kubectl.picture.Picture;
import dev.nestling.kubectl.picture.PodTrouble;
import dev.nestling.kubectl.picture.Subject;
import dev.nestling.kubectl.picture.Verdict;
import dev.nestling.kubectl.text.Span;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds what holds a cluster up; a function of its arguments. */
public record Causes(Guide guide, Instant now) {
  private static final String POD = "Pod";
  private static final String CLAIM = "PersistentVolumeClaim";
  private static final String EVENT = "Event";
  private static final Set<String> ON_ITS_WAY = Set.of(ConditionTypes.PROGRESSING, CLAIM, POD);
  private static final int MOST_EVENTS = 3;
  private static final Duration OLD = Duration.ofHours(1);

  /** From what only tells more to what decides most. Others say nothing about Ready. */
  private static final List<String> BEHIND_READY =
      List.of(
          ConditionTypes.AVAILABLE,
          ConditionTypes.PROGRESSING,
          ConditionTypes.ETCD_HEALTHY,
          ConditionTypes.KEYS_VALID,
          ConditionTypes.VALID,
          ConditionTypes.PLACED,
          NodePoolConditionTypes.NODES_CLAIMED,
          NodePoolConditionTypes.SUFFICIENT,
          NodePoolConditionTypes.MACHINES_INSTALLED,
          NodePoolConditionTypes.NODES_READY);

  /**
   * What there is to say.
   *
   * @param chain from Ready down to what explains it; empty when it is ready
   * @param beside what else is not as it should be
   */
  public record Found(List<Cause> chain, List<Cause> beside) {

    /**
     * What is waited for: the end of the chain or, when the cluster is ready, what is on its way
     * nevertheless. Events are history.
     */
    public Optional<Cause> root() {
      return (chain.isEmpty()
              ? beside.stream().filter(it -> ON_ITS_WAY.contains(it.type()))
              : chain.stream())
          .filter(cause -> !cause.type().equals(EVENT))
          .reduce((before, after) -> after);
    }
  }

  public Found of(Picture picture) {
    Subject subject = picture.subject();
    Optional<Condition> ready = subject.condition(ConditionTypes.READY);
    List<Cause> chain = new ArrayList<>();
    if (ready.isEmpty()) {
      chain.add(unseen(subject));
      return new Found(chain, List.of());
    }
    if (Verdict.of(ready.get()) == Verdict.GOOD) {
      Set<String> said = new HashSet<>();
      List<Cause> beside = new ArrayList<>();
      beside(subject, Set.of(ConditionTypes.READY)).forEach(cause -> add(beside, said, cause));
      addObjects(beside, said, picture);
      return new Found(List.of(), List.copyOf(beside));
    }
    Set<String> said = new HashSet<>();
    Set<String> chained = new HashSet<>(Set.of(ConditionTypes.READY));
    add(chain, said, cause(ready.get(), subject));
    boolean decided = isDecided(ready.get());
    for (String type : decided ? List.<String>of() : BEHIND_READY) {
      Optional<Condition> found =
          subject.condition(type).filter(it -> Verdict.of(it) != Verdict.GOOD);
      if (found.isPresent()) {
        chained.add(type);
        add(chain, said, cause(found.get(), subject));
      }
    }
    if (!decided) {
      addObjects(chain, said, picture);
    }
    return new Found(List.copyOf(chain), decided ? List.of() : beside(subject, chained));
  }

  /** Nothing below explains what somebody has decided. */
  private static boolean isDecided(Condition ready) {
    return Set.of("Stopped", "Paused", "NamespaceClosed").contains(ready.getReason());
  }

  private void addObjects(List<Cause> chain, Set<String> said, Picture picture) {
    Set<String> troubled = new HashSet<>();
    troubled.add(key(picture.subject().kind().word(), picture.subject().name()));
    for (PersistentVolumeClaim claim : picture.workloads().claims().items()) {
      String phase = claim.getStatus() == null ? "Pending" : claim.getStatus().getPhase();
      if (!"Bound".equals(phase)) {
        troubled.add(key(CLAIM, claim.getMetadata().getName()));
        add(
            chain,
            said,
            new Cause(
                CLAIM + " " + claim.getMetadata().getName(),
                CLAIM,
                phase == null ? "Pending" : phase,
                "it has no volume",
                Optional.empty()));
      }
    }
    for (Pod pod : picture.pods().items()) {
      Optional<PodTrouble> trouble = PodTrouble.of(pod);
      if (trouble.isPresent()) {
        troubled.add(key(POD, pod.getMetadata().getName()));
        PodTrouble found = trouble.get();
        add(
            chain,
            said,
            new Cause(
                POD + " " + pod.getMetadata().getName(),
                POD,
                found.reason(),
                found.message(),
                advice(found.reason(), POD, picture.subject())));
      }
    }
    picture
        .workloads()
        .all()
        .map(HasMetadata.class::cast)
        .filter(it -> !it.getKind().equals(CLAIM))
        .forEach(it -> troubled.add(key(it.getKind(), it.getMetadata().getName())));
    warnings(picture, troubled).forEach(event -> add(chain, said, cause(event)));
  }

  private List<Event> warnings(Picture picture, Set<String> troubled) {
    return picture.events().items().stream()
        .filter(event -> "Warning".equals(event.getType()))
        .filter(event -> concerns(event, troubled))
        .filter(event -> time(event).isAfter(now.minus(OLD)))
        .sorted(Comparator.comparing(Causes::time).reversed())
        .limit(MOST_EVENTS)
        .toList();
  }

  /** A ReplicaSet is known by the name of its Deployment. */
  private static boolean concerns(Event event, Set<String> troubled) {
    String kind = String.valueOf(event.getInvolvedObject().getKind());
    String name = String.valueOf(event.getInvolvedObject().getName());
    return troubled.contains(key(kind, name))
        || (kind.equals("ReplicaSet")
            && name.contains("-")
            && troubled.contains(key("Deployment", name.substring(0, name.lastIndexOf('-')))));
  }

  private List<Cause> beside(Subject subject, Set<String> chained) {
    return subject.conditions().stream()
        .filter(it -> !chained.contains(it.getType()) && Verdict.of(it) != Verdict.GOOD)
        .map(it -> cause(it, subject))
        .toList();
  }

  /** Each thing once: conditions often say the same in the same words. */
  private static void add(List<Cause> chain, Set<String> said, Cause cause) {
    if (said.add(cause.type().equals(POD) ? cause.line() : cause.reason() + cause.message())) {
      chain.add(cause);
    }
  }

  private Cause unseen(Subject subject) {
    String operator =
        subject.kind() == Kind.LIGHT_CLUSTER ? "lightcluster-operator" : "cluster-operator";
    return new Cause(
        subject.title(),
        subject.kind().word(),
        "NoStatus",
        "no operator has looked at it yet",
        Optional.of(
            "wait some seconds; if it stays: does the operator run? kubectl -n nestling-system get deployment "
                + operator));
  }

  private Cause cause(Condition condition, Subject subject) {
    String message = condition.getMessage() == null ? "" : condition.getMessage();
    return new Cause(
        condition.getType() + "=" + condition.getStatus(),
        condition.getType(),
        condition.getReason(),
        message,
        advice(condition.getReason(), condition.getType(), subject));
  }

  private Cause cause(Event event) {
    return new Cause(
        "Event %s ago on %s %s"
            .formatted(
                Span.text(Duration.between(time(event), now)),
                event.getInvolvedObject().getKind(),
                event.getInvolvedObject().getName()),
        EVENT,
        String.valueOf(event.getReason()),
        event.getMessage() == null ? "" : event.getMessage().strip(),
        Optional.empty());
  }

  /** The guide calls the cluster {@code c}. */
  private Optional<String> advice(String reason, String type, Subject subject) {
    return guide
        .row(reason, type, subject.kind())
        .map(row -> row.action().replaceAll("\\bc-(?=[a-z])", subject.name() + "-"));
  }

  private static String key(String kind, String name) {
    return kind + "/" + name;
  }

  /** Events of the newer kind have no last time, and those of the older no event time. */
  private static Instant time(Event event) {
    String text =
        event.getLastTimestamp() != null
            ? event.getLastTimestamp()
            : event.getEventTime() != null && event.getEventTime().getTime() != null
                ? event.getEventTime().getTime()
                : event.getMetadata().getCreationTimestamp();
    try {
      return text == null ? Instant.EPOCH : Instant.parse(text);
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }
}
