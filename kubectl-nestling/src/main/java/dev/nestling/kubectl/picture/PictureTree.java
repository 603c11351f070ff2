package dev.nestling.kubectl.picture;

import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.api.v1alpha1.EtcdStatus;
import dev.nestling.kubectl.text.Branch;
import dev.nestling.kubectl.text.Paint;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A picture as a tree; a function of its arguments. */
public record PictureTree(Picture picture, Paint paint) {

  public Branch root() {
    Subject subject = picture.subject();
    List<Branch> children = new ArrayList<>(facts(subject));
    children.add(conditions(subject.conditions()));
    controlPlane().ifPresent(children::add);
    subject.facts().etcd().ifPresent(etcd -> children.add(etcd(etcd)));
    subject.pool().ifPresent(pool -> children.addAll(new PoolTree(pool, paint).members()));
    pools().ifPresent(children::add);
    for (String note : picture.notes()) {
      children.add(Branch.of(paint.faint("(" + note + ")")));
    }
    return new Branch(
        "%s  %s  %s"
            .formatted(
                paint.strong(subject.title()),
                phase(subject),
                paint.faint("namespace " + subject.namespace())),
        children);
  }

  private String phase(Subject subject) {
    if (subject.isLeaving()) {
      return paint.doubtful("Deleting");
    }
    Optional<Condition> ready = subject.condition(ConditionTypes.READY);
    if (ready.isEmpty()) {
      return paint.doubtful("New");
    }
    return switch (Verdict.of(ready.get())) {
      case GOOD -> paint.good("Ready");
      case DOUBTFUL -> paint.doubtful("Unknown");
      case BAD ->
          ready.get().getReason().equals("Stopped")
              ? paint.doubtful("Stopped")
              : paint.bad("NotReady");
    };
  }

  private List<Branch> facts(Subject subject) {
    List<Branch> facts = new ArrayList<>();
    subject.facts().version().ifPresent(it -> facts.add(Branch.of("version " + it)));
    subject.facts().endpoint().ifPresent(it -> facts.add(Branch.of("endpoint " + it)));
    if (!subject.isSeen()) {
      facts.add(
          Branch.of(paint.doubtful("the operator has not looked at the last change of it yet")));
    }
    return facts;
  }

  private Branch conditions(List<Condition> conditions) {
    return new Branch("conditions", ConditionTree.branches(conditions, paint));
  }

  private Optional<Branch> controlPlane() {
    Set<String> shown = new HashSet<>();
    List<Branch> members = new ArrayList<>();
    picture.workloads().statefulSets().items().stream()
        .sorted(byName())
        .map(
            it ->
                workload(
                    it,
                    count(it.getSpec().getReplicas(), 1),
                    it.getStatus() == null ? 0 : count(it.getStatus().getReadyReplicas(), 0),
                    shown))
        .forEach(members::add);
    picture.workloads().deployments().items().stream()
        .sorted(byName())
        .map(
            it ->
                workload(
                    it,
                    count(it.getSpec().getReplicas(), 1),
                    it.getStatus() == null ? 0 : count(it.getStatus().getReadyReplicas(), 0),
                    shown))
        .forEach(members::add);
    picture.pods().items().stream()
        .filter(pod -> !shown.contains(pod.getMetadata().getName()))
        .sorted(byName())
        .flatMap(pod -> pod(pod).stream())
        .forEach(members::add);
    picture.workloads().claims().items().stream()
        .sorted(byName())
        .map(this::claim)
        .forEach(members::add);
    picture.workloads().services().items().stream()
        .sorted(byName())
        .map(this::service)
        .forEach(members::add);
    return members.isEmpty() ? Optional.empty() : Optional.of(new Branch("control plane", members));
  }

  private Branch workload(HasMetadata object, int wanted, int ready, Set<String> shown) {
    String count = "%d/%d ready".formatted(ready, wanted);
    List<Branch> troubled = new ArrayList<>();
    for (Pod pod : picture.pods().items()) {
      if (isOf(pod, object)) {
        shown.add(pod.getMetadata().getName());
        pod(pod).ifPresent(troubled::add);
      }
    }
    return new Branch(
        "%s %s  %s"
            .formatted(
                object.getKind(),
                object.getMetadata().getName(),
                ready < wanted ? paint.bad(count) : count),
        troubled);
  }

  /** A Deployment's pods are those of its ReplicaSets, which are named after it. */
  private static boolean isOf(Pod pod, HasMetadata workload) {
    String name = workload.getMetadata().getName();
    for (OwnerReference owner :
        Objects.requireNonNullElse(
            pod.getMetadata().getOwnerReferences(), List.<OwnerReference>of())) {
      boolean direct = owner.getKind().equals(workload.getKind()) && owner.getName().equals(name);
      boolean through =
          workload.getKind().equals("Deployment")
              && owner.getKind().equals("ReplicaSet")
              && owner.getName().startsWith(name + "-");
      if (direct || through) {
        return true;
      }
    }
    return false;
  }

  private Optional<Branch> pod(Pod pod) {
    return PodTrouble.of(pod)
        .map(
            trouble ->
                Branch.of(
                    "Pod %s  %s"
                        .formatted(
                            pod.getMetadata().getName(),
                            paint.bad(trouble.reason())
                                + (trouble.message().isEmpty() ? "" : ": " + trouble.message()))));
  }

  private Branch claim(PersistentVolumeClaim claim) {
    String phase =
        claim.getStatus() == null || claim.getStatus().getPhase() == null
            ? "Pending"
            : claim.getStatus().getPhase();
    String size =
        Optional.ofNullable(claim.getStatus())
            .map(it -> it.getCapacity())
            .map(it -> it.get("storage"))
            .map(Quantity::toString)
            .orElse("");
    return Branch.of(
        "PersistentVolumeClaim %s  %s %s"
            .formatted(
                claim.getMetadata().getName(),
                phase.equals("Bound") ? phase : paint.bad(phase),
                size)
            .stripTrailing());
  }

  private Branch service(Service service) {
    String ports =
        Optional.ofNullable(service.getSpec().getPorts()).orElseGet(List::of).stream()
            .map(port -> String.valueOf(port.getPort()))
            .collect(Collectors.joining(","));
    return Branch.of(
        "Service %s  %s %s port %s"
            .formatted(
                service.getMetadata().getName(),
                service.getSpec().getType(),
                or(service.getSpec().getClusterIP(), "no address yet"),
                ports));
  }

  private Branch etcd(EtcdStatus etcd) {
    List<Branch> members = new ArrayList<>();
    for (EtcdStatus.Member member : orEmpty(etcd.members())) {
      String words =
          Stream.of(
                  member.role().name(),
                  member.leader() ? "leader" : "",
                  member.healthy() ? "" : paint.bad("unhealthy"),
                  member.dbSize() == null ? "" : readable(member.dbSize()))
              .filter(word -> !word.isEmpty())
              .collect(Collectors.joining(", "));
      members.add(Branch.of(member.name() + "  " + words));
    }
    for (EtcdStatus.Alarm alarm : orEmpty(etcd.alarms())) {
      members.add(Branch.of(paint.bad("alarm " + alarm.type() + " of " + alarm.member())));
    }
    return new Branch("etcd  " + or(etcd.ready(), "?") + " members", members);
  }

  private static String readable(Quantity bytes) {
    long mebibytes = Quantity.getAmountInBytes(bytes).longValue() >> 20;
    return "%d MiB".formatted(mebibytes);
  }

  private Optional<Branch> pools() {
    List<Branch> pools =
        picture.pools().items().stream()
            .sorted(byName())
            .map(pool -> new PoolTree(pool, paint).branch())
            .toList();
    return pools.isEmpty() ? Optional.empty() : Optional.of(new Branch("node pools", pools));
  }

  private static <T extends HasMetadata> Comparator<T> byName() {
    return Comparator.comparing(it -> it.getMetadata().getName());
  }

  private static int count(@Nullable Integer number, int otherwise) {
    return number == null ? otherwise : number;
  }

  private static String or(@Nullable String text, String other) {
    return text == null || text.isBlank() ? other : text;
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
