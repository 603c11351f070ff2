package dev.nestling.core.content;

import dev.nestling.core.content.Inventory.Entry;
import dev.nestling.core.content.Inventory.Origin;
import dev.nestling.core.nested.api.NestedApi;
import dev.nestling.core.nested.api.Reply;
import dev.nestling.core.nested.api.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what was applied and is no longer wanted. It deletes only what we created, still apply
 * and share with nobody, at the version that was looked at. Whatever may stand for data stays:
 * Namespaces, volumes and their claims, definitions of custom resources, and custom resources, for
 * nobody but their controllers knows what would go with them. What stays is not ours any more.
 */
final class Pruning {
  private static final Logger LOG = LoggerFactory.getLogger(Pruning.class);

  /** The groups of Kubernetes itself that define no kinds. */
  private static final Set<String> GROUPS =
      Set.of(
          "",
          "admissionregistration.k8s.io",
          "apiregistration.k8s.io",
          "apps",
          "autoscaling",
          "batch",
          "certificates.k8s.io",
          "coordination.k8s.io",
          "discovery.k8s.io",
          "events.k8s.io",
          "flowcontrol.apiserver.k8s.io",
          "networking.k8s.io",
          "node.k8s.io",
          "policy",
          "rbac.authorization.k8s.io",
          "resource.k8s.io",
          "scheduling.k8s.io",
          "storage.k8s.io");

  private static final Set<String> KEPT_KINDS =
      Set.of("Namespace", "PersistentVolume", "PersistentVolumeClaim");

  private static final String OPTIONS =
      """
      {"apiVersion":"v1","kind":"DeleteOptions","propagationPolicy":"Background",\
      "preconditions":{"uid":"%s","resourceVersion":"%s"}}""";

  private final NestedApi api;
  private final Inventory inventory;
  private final Set<String> wantedUids;

  private Pruning(NestedApi api, Inventory inventory, Set<String> wantedUids) {
    this.api = api;
    this.inventory = inventory;
    this.wantedUids = wantedUids;
  }

  /** Removes from the cluster, and then from the inventory. */
  static List<Problem> run(NestedApi api, Inventory inventory, Set<ObjectKey> wanted)
      throws UnavailableException, InterruptedException {
    var pruning = new Pruning(api, inventory, inventory.wantedUids(wanted));
    List<Problem> problems = new ArrayList<>();
    for (ObjectKey key : inventory.unwanted(wanted)) {
      pruning
          .remove(key)
          .ifPresentOrElse(reply -> problems.add(problem(key, reply)), () -> inventory.remove(key));
    }
    return problems;
  }

  /** Empty when there is nothing left to do. */
  private Optional<Reply> remove(ObjectKey key) throws UnavailableException, InterruptedException {
    Entry entry = inventory.find(key).orElseThrow();
    if (entry.origin() == Origin.FOUND || !mayGo(key)) {
      LOG.info("Not wanted any more and left in place: object={}", key);
      return Optional.empty();
    }
    Reply reply = api.look(entry.path());
    if (reply.objectNotFound() || reply.pathNotFound()) {
      return Optional.empty();
    }
    return reply.ok() ? delete(key, entry, LiveObject.of(reply.body())) : Optional.of(reply);
  }

  private Optional<Reply> delete(ObjectKey key, Entry entry, LiveObject live)
      throws UnavailableException, InterruptedException {
    boolean ours = live.applied() && !live.shared() && !wantedUids.contains(live.uid());
    boolean same = entry.origin() == Origin.PLANNED || entry.uid().equals(live.uid());
    if (live.deleting() || !ours || !same) {
      return Optional.empty();
    }
    Reply reply = api.delete(entry.path(), OPTIONS.formatted(live.uid(), live.resourceVersion()));
    if (reply.ok() || reply.objectNotFound()) {
      LOG.info("Not wanted any more and deleted: object={}", key);
      return Optional.empty();
    }
    return Optional.of(reply);
  }

  private static boolean mayGo(ObjectKey key) {
    return GROUPS.contains(key.group()) && !KEPT_KINDS.contains(key.kind());
  }

  private static Problem problem(ObjectKey key, Reply reply) {
    var failure =
        new ContentFailure(key.toString(), reply.reason(), "it can't be removed: " + reply.said());
    return new Problem(failure, reply.passing(), Optional.empty());
  }
}
