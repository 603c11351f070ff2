package dev.nestling.fullcluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.apply.Applied;
import dev.nestling.core.apply.Identity;
import dev.nestling.core.apply.ObjectRef;
import dev.nestling.core.plan.Plan;
import dev.nestling.testing.etcd.Places;
import dev.nestling.testing.golden.Mishaps;
import dev.nestling.testing.golden.PlayedManagement;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A management cluster that keeps what was applied, and runs the members' pods. */
final class Simulation extends PlayedManagement implements Places {
  private final Map<ObjectRef, HasMetadata> objects = new LinkedHashMap<>();
  private final Map<String, Pod> pods = new LinkedHashMap<>();
  private final World world;
  private int uids;

  Simulation(World world) {
    super(world);
    this.world = world;
  }

  /** The same cluster in another world, which has had its way with the objects. */
  Simulation into(World other) {
    Simulation next = new Simulation(other);
    next.uids = uids;
    next.remains(List.copyOf(objects.values()))
        .forEach(object -> next.objects.put(ObjectRef.of(object), object));
    next.pods.putAll(pods);
    next.runPods();
    return next;
  }

  List<HasMetadata> objects() {
    return List.copyOf(objects.values());
  }

  List<Pod> pods() {
    return List.copyOf(pods.values());
  }

  @Override
  public Applied apply(Plan plan) {
    Applied applied = super.apply(plan);
    applied.after().forEach(object -> objects.put(ObjectRef.of(object), object));
    if (applied.conflicts().isEmpty() && applied.failures().isEmpty()) {
      plan.deletions().forEach(this::delete);
      workloadsGoLast(plan.deletions());
      prune(plan);
    }
    runPods();
    return applied;
  }

  private void delete(HasMetadata object) {
    if (object instanceof Pod pod) {
      pods.remove(pod.getMetadata().getName());
    }
    objects.remove(ObjectRef.of(object));
  }

  /** An operator that dies between them finds the Secret of a member by its StatefulSet. */
  private static void workloadsGoLast(List<HasMetadata> deletions) {
    List<String> gone = new ArrayList<>();
    for (HasMetadata object : deletions) {
      if (object instanceof StatefulSet) {
        gone.add(object.getMetadata().getName());
      } else if (object instanceof Secret) {
        assertThat(gone).doesNotContain(object.getMetadata().getName());
      }
    }
  }

  private void prune(Plan plan) {
    List<ObjectRef> planned = plan.objects().stream().map(ObjectRef::of).toList();
    if (plan.complete()) {
      objects
          .values()
          .removeIf(
              object ->
                  !planned.contains(ObjectRef.of(object))
                      && !Identity.isPartOf(object)
                      && !(object instanceof Secret));
    }
  }

  @Override
  protected HasMetadata accepted(HasMetadata object) {
    HasMetadata accepted =
        switch (object) {
          case StatefulSet member -> Workloads.settled(member);
          case Deployment component -> Workloads.settled(component, Mishaps.is(world.ready()));
          case PersistentVolumeClaim claim -> claim.edit().build();
          default -> super.accepted(object);
        };
    return identified(accepted);
  }

  private HasMetadata identified(HasMetadata object) {
    HasMetadata before = objects.get(ObjectRef.of(object));
    switch (object) {
      case StatefulSet set -> set.getMetadata().setUid(uid(before));
      case PersistentVolumeClaim claim -> {
        claim.getMetadata().setUid(uid(before));
        claim
            .getMetadata()
            .setDeletionTimestamp(
                before == null ? null : before.getMetadata().getDeletionTimestamp());
      }
      default -> {}
    }
    return object;
  }

  private String uid(@Nullable HasMetadata before) {
    return before == null ? "uid-" + uids++ : before.getMetadata().getUid();
  }

  /** StatefulSets have their pods, and a claim that is being deleted goes when its pod does. */
  private void runPods() {
    pods.keySet().removeIf(name -> setOf(name).filter(Workloads::runs).isEmpty());
    objects
        .values()
        .removeIf(
            object ->
                object instanceof PersistentVolumeClaim claim
                    && claim.getMetadata().getDeletionTimestamp() != null
                    && !pods.containsKey(podOf(claim)));
    for (HasMetadata object : List.copyOf(objects.values())) {
      if (object instanceof StatefulSet set && Workloads.runs(set)) {
        pods.putIfAbsent(podOf(set), Workloads.pod(set, podOf(set)));
      }
    }
  }

  private static String podOf(HasMetadata object) {
    return object.getMetadata().getName() + "-0";
  }

  private Optional<StatefulSet> setOf(String pod) {
    return find(StatefulSet.class, pod.substring(0, pod.length() - "-0".length()));
  }

  private <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
    return objects.values().stream()
        .filter(type::isInstance)
        .map(type::cast)
        .filter(object -> name.equals(object.getMetadata().getName()))
        .findFirst();
  }

  @Override
  public Optional<Place> find(String namespace, String pod) {
    String member = pod.substring(0, pod.length() - "-0".length());
    if (!pods.containsKey(pod) || Mishaps.is(world.members().pending())) {
      return Optional.empty();
    }
    return find(PersistentVolumeClaim.class, member)
        .flatMap(
            claim ->
                find(ConfigMap.class, member)
                    .map(
                        file ->
                            new Place(
                                claim.getMetadata().getUid(),
                                file.getData().getOrDefault("etcd.yaml", ""))));
  }
}
