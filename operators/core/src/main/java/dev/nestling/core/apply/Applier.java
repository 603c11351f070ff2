package dev.nestling.core.apply;

import dev.nestling.core.plan.Labels;
import dev.nestling.core.plan.Owner;
import dev.nestling.core.plan.Plan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The only writer of objects.
 *
 * <p>What it must not do: touch an object that this owner does not control; delete data or keys;
 * delete anything while the plan, or its application, is not complete; write what is there already.
 * A name conflict ends the run, because later objects may mean the earlier one. A refusal does not,
 * but nothing new is created after it: what exists goes on being healed.
 */
public final class Applier {
  /** Data and keys are never pruned, not even by mistake of a list. */
  private static final Set<Class<? extends HasMetadata>> NEVER_PRUNED =
      Set.of(PersistentVolumeClaim.class, Secret.class);

  private final List<OwnedKind> prunable;

  /**
   * @param kinds all that the operator owns; of them it prunes what is watched and neither data nor
   *     keys
   */
  public Applier(List<OwnedKind> kinds) {
    this.prunable =
        kinds.stream()
            .filter(kind -> kind.reading() == OwnedKind.Reading.WATCHED)
            .filter(kind -> !NEVER_PRUNED.contains(kind.type()))
            .toList();
  }

  /**
   * Applies the plan as far as that is safe. An object without our labels causes no event: after a
   * conflict, look again by a timer.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException what a retry may cure
   */
  public Applied apply(Plan plan, Owner owner, ObjectStore store) {
    var run = new ApplyRun(owner, store);
    for (HasMetadata desired : plan.objects()) {
      if (!run.take(desired)) {
        break;
      }
    }
    if (run.clean()) {
      plan.deletions().forEach(run::delete);
    }
    if (plan.complete() && run.clean()) {
      prune(plan, run);
    }
    return run.result();
  }

  private void prune(Plan plan, ApplyRun run) {
    Set<ObjectRef> planned =
        plan.objects().stream().map(ObjectRef::of).collect(Collectors.toUnmodifiableSet());
    for (OwnedKind kind : prunable) {
      run.prune(kind.type(), planned);
    }
  }

  /** Whether an object was left behind and waits for a successor. */
  public static boolean isRetained(HasMetadata object) {
    var annotations = object.getMetadata().getAnnotations();
    return annotations != null
        && "true".equals(annotations.get(Labels.RETAINED))
        && Owner.controllerOf(object).isEmpty()
        && Owner.annotatedUid(object).isEmpty();
  }
}
