package dev.nestling.fullcluster;

import dev.nestling.api.v1alpha1.EffectiveFullClusterSpec;
import dev.nestling.core.apply.NameConflict;
import dev.nestling.core.apply.ObjectSet;
import dev.nestling.core.content.ContentState;
import dev.nestling.core.content.IssuersAnswer;
import dev.nestling.core.encryption.KeyRotation;
import dev.nestling.core.etcd.monitor.Look;
import dev.nestling.core.management.ManagementCluster;
import dev.nestling.core.nested.Health;
import dev.nestling.core.plan.Names;
import dev.nestling.core.references.Referenced;
import dev.nestling.fullcluster.objects.FullClusterScope;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Optional;

/**
 * Everything that one reconcile read. Absence is an empty Optional, and an object that belongs to
 * somebody else is absent: its content must never count as ours.
 *
 * @param own the cluster's objects
 * @param management the cluster that it runs in
 * @param learned what was asked of the nested cluster in the background
 * @param referenced what the objects say that the spec points at
 */
public record Observed(
    Own own, ManagementCluster management, Learned learned, Referenced referenced) {

  /**
   * The cluster's objects, and those that a deleted cluster of this name left for it.
   *
   * @param set any of the kinds of {@link OwnedKinds}
   * @param pods of the control plane
   * @param taken data and keys under the cluster's names that are somebody else's
   */
  public record Own(ObjectSet set, List<Pod> pods, List<NameConflict> taken) {
    public Own {
      pods = List.copyOf(pods);
      taken = List.copyOf(taken);
    }

    public Optional<Service> service(Names names) {
      return set.find(Service.class, names.api());
    }

    public Optional<Deployment> apiServer(Names names) {
      return set.find(Deployment.class, names.apiServer());
    }

    public Optional<Pod> pod(String name) {
      return pods.stream().filter(pod -> name.equals(pod.getMetadata().getName())).findFirst();
    }
  }

  /**
   * The last answers.
   *
   * @param service of the API at the Service
   * @param outside of the API at the published address
   * @param etcd of etcd; empty while nobody has asked since the objects became what they are
   * @param content what came of what should be inside the nested cluster
   * @param rewriting what came of writing all Secrets with another encryption key
   * @param issuers which issuers of tokens an API server works with
   */
  public record Learned(
      Health service,
      Health outside,
      Optional<Look> etcd,
      ContentState content,
      KeyRotation.Rewriting rewriting,
      IssuersAnswer issuers) {
    public static final Learned NOTHING =
        new Learned(
            new Health.NeverAsked(),
            new Health.NeverAsked(),
            Optional.empty(),
            new ContentState.NeverApplied(),
            KeyRotation.Rewriting.NEVER,
            IssuersAnswer.NEVER);
  }

  /** The cluster on the hardware that it was given, and with no more of it than that. */
  FullClusterScope placed(FullClusterScope asked) {
    Existing existing = Existing.of(own.set(), asked);
    EffectiveFullClusterSpec spec =
        referenced
            .standing()
            .limit(existing.demand())
            .map(limit -> FullClusterDemand.within(asked.spec(), limit, existing))
            .orElse(asked.spec());
    return asked.with(
        spec.with(
            spec.common()
                .withScheduling(
                    referenced
                        .standing()
                        .scheduling(spec.common().scheduling(), existing.anyPod()))));
  }

  /** The same, off while there is no room to be switched on. */
  FullClusterScope held(FullClusterScope asked) {
    FullClusterScope placed = placed(asked);
    boolean held =
        referenced.standing().obstacle().isPresent() && !Existing.of(own.set(), asked).runs();
    return held ? placed.with(placed.spec().with(placed.common().switchedOff())) : placed;
  }

  /** The same world after these objects were written. */
  public Observed after(List<HasMetadata> written) {
    return new Observed(
        new Own(own.set().after(written), own.pods(), own.taken()),
        management,
        learned,
        referenced);
  }
}
