package dev.nestling.lightcluster;

import dev.nestling.core.apply.NameConflict;
import dev.nestling.core.apply.ObjectSet;
import dev.nestling.core.content.ContentState;
import dev.nestling.core.content.IssuersAnswer;
import dev.nestling.core.encryption.KeyRotation;
import dev.nestling.core.management.ManagementCluster;
import dev.nestling.core.nested.Health;
import dev.nestling.core.plan.Names;
import dev.nestling.core.references.Referenced;
import dev.nestling.lightcluster.objects.ExternalDatastore;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Optional;

/**
 * Everything that one reconcile read. Absence is an empty Optional, and an object that belongs to
 * somebody else is absent: its content must never count as ours.
 *
 * @param own the cluster's objects
 * @param references what the cluster's spec points at
 * @param management the cluster that it runs in
 * @param health what came of what the nested API was asked last
 */
public record Observed(
    Own own, References references, ManagementCluster management, HealthFacts health) {

  /**
   * The cluster's objects, and those that a deleted cluster of this name left for it.
   *
   * @param set any of the kinds of {@link OwnedKinds}, in no order
   * @param pod the server's, if there is one
   * @param taken data and keys under the cluster's names that are somebody else's
   */
  public record Own(ObjectSet set, Optional<Pod> pod, List<NameConflict> taken) {
    public Own {
      taken = List.copyOf(taken);
    }

    public Own(List<HasMetadata> objects, Optional<Pod> pod, List<NameConflict> taken) {
      this(new ObjectSet(objects), pod, taken);
    }

    public List<HasMetadata> objects() {
      return set.objects();
    }

    private <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
      return set.find(type, name);
    }

    public Optional<Secret> secret(String name) {
      return find(Secret.class, name);
    }

    public Optional<Service> service(Names names) {
      return find(Service.class, names.api());
    }

    public Optional<StatefulSet> server(Names names) {
      return find(StatefulSet.class, names.server());
    }

    public Optional<PersistentVolumeClaim> volume(Names names) {
      return find(PersistentVolumeClaim.class, names.data());
    }

    public Optional<ConfigMap> serverConfig(Names names) {
      return find(ConfigMap.class, names.serverConfig());
    }
  }

  /**
   * What the spec points at.
   *
   * @param database what the external database's Secret says; empty when there is no such Secret
   * @param elderOnSameDatabase an older LightCluster of the namespace on the same database
   * @param user what the objects say that any kind of cluster may point at
   */
  public record References(
      Optional<ExternalDatastore.Reading> database,
      Optional<String> elderOnSameDatabase,
      Referenced user) {
    public static final References NONE =
        new References(Optional.empty(), Optional.empty(), Referenced.NOTHING);
  }

  /**
   * The last answers of the nested API.
   *
   * @param service at the Service
   * @param outside at the published address
   * @param content what came of people's manifests
   * @param rewriting what came of writing all Secrets with another encryption key
   * @param issuers which issuers of tokens the API server works with
   */
  public record HealthFacts(
      Health service,
      Health outside,
      ContentState content,
      KeyRotation.Rewriting rewriting,
      IssuersAnswer issuers) {
    public static final HealthFacts NEVER_ASKED =
        new HealthFacts(
            new Health.NeverAsked(),
            new Health.NeverAsked(),
            new ContentState.NeverApplied(),
            KeyRotation.Rewriting.NEVER,
            IssuersAnswer.NEVER);
  }

  /** The same world after these objects were written. */
  public Observed after(List<HasMetadata> written) {
    return new Observed(
        new Own(own.set().after(written), own.pod(), own.taken()), references, management, health);
  }
}
