package dev.nestling.core.content;

import dev.nestling.core.content.Inventory.Entry;
import dev.nestling.core.content.Inventory.Origin;
import dev.nestling.core.nested.api.NestedApi;
import dev.nestling.core.nested.api.Reply;
import dev.nestling.core.nested.api.UnavailableException;
import java.util.Optional;

/** Applies single objects and keeps the inventory true to what came of it. */
final class ObjectWriter {
  private final NestedApi api;
  private final Inventory inventory;
  private boolean definitionCreated;

  ObjectWriter(NestedApi api, Inventory inventory) {
    this.api = api;
    this.inventory = inventory;
  }

  /** Whether a kind is about to become known. */
  boolean definitionCreated() {
    return definitionCreated;
  }

  /**
   * Before an object is applied for the first time: whether it is there already. One that we
   * planned to create, and apply, is ours: whoever ran before us died before writing it down.
   */
  Optional<Problem> enlist(Located wanted) throws UnavailableException, InterruptedException {
    Optional<Entry> known = inventory.find(wanted.key());
    if (known.isPresent() && known.get().origin() != Origin.PLANNED) {
      inventory.put(wanted.key(), known.get().at(wanted.path()));
      return Optional.empty();
    }
    Reply reply = api.look(wanted.path());
    if (reply.objectNotFound()) {
      inventory.put(wanted.key(), Entry.planned(wanted.path()));
      return Optional.empty();
    }
    if (!reply.ok()) {
      return Optional.of(Problem.refused(wanted.object(), reply));
    }
    var live = LiveObject.of(reply.body());
    inventory.put(
        wanted.key(),
        known.isPresent() && live.applied()
            ? Entry.created(wanted.path(), live.uid())
            : Entry.found(wanted.path()));
    return Optional.empty();
  }

  Optional<Problem> apply(Located wanted) throws UnavailableException, InterruptedException {
    Optional<Entry> known = inventory.find(wanted.key());
    if (known.isEmpty()) {
      return Optional.empty();
    }
    Reply reply =
        wanted.object().once() ? create(wanted) : api.apply(wanted.path(), wanted.object().json());
    if (!reply.ok()) {
      return Optional.of(Problem.refused(wanted.object(), reply));
    }
    definitionCreated |= reply.created() && wanted.object().isDefinition();
    var live = LiveObject.of(reply.body());
    inventory.put(wanted.key(), known.get().applied(reply.created(), live.uid()));
    return live.deleting()
        ? Optional.of(
            Problem.waiting(
                wanted.object(),
                ContentFailure.TERMINATING,
                "somebody deletes it; it is created anew when it is gone"))
        : Optional.empty();
  }

  /** What is there is left as it is. */
  private Reply create(Located wanted) throws UnavailableException, InterruptedException {
    ContentObject object = wanted.object();
    Reply there = api.look(wanted.path());
    if (!there.objectNotFound()) {
      return there;
    }
    if (!DefaultClass.isClaimedBy(object)) {
      return api.apply(wanted.path(), object.json());
    }
    Reply classes = api.list(DefaultClass.CLASSES);
    return classes.ok()
        ? api.apply(wanted.path(), DefaultClass.givingWay(object, classes.body()))
        : classes;
  }
}
