package dev.nestling.testing.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nestling.testing.apiserver.StoredObjects.Change;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** One watch: the changes since a resource version, one JSON event per line. */
final class WatchStream {
  private static final long LOOK_UP_MILLIS = 100;

  private final StoredObjects objects;
  private final ResourcePath path;
  private final Predicate<JsonNode> selector;
  private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();

  WatchStream(StoredObjects objects, ResourcePath path) {
    this.objects = objects;
    this.path = path;
    this.selector = Selectors.of(path);
  }

  /** Blocks until {@code open} says no or the client hangs up. */
  void run(OutputStream out, BooleanSupplier open) throws IOException {
    Consumer<Change> listener = changes::add;
    objects.locked(
        () -> {
          replay();
          objects.subscribe(listener);
          return true;
        });
    try {
      while (open.getAsBoolean()) {
        Change change = changes.poll(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
        if (change != null) {
          write(out, change);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      objects.unsubscribe(listener);
    }
  }

  private void replay() {
    String since = path.query().getOrDefault("resourceVersion", "");
    if (since.isEmpty() || since.equals("0")) {
      objects
          .all()
          .forEach(
              (key, object) -> {
                long revision = object.at("/metadata/resourceVersion").asLong();
                changes.add(new Change(revision, key, Optional.empty(), Optional.of(object)));
              });
    } else {
      changes.addAll(objects.since(Long.parseLong(since)));
    }
  }

  private void write(OutputStream out, Change change) throws IOException {
    if (!change.key().isIn(path)) {
      return;
    }
    boolean was = change.before().filter(selector).isPresent();
    Optional<ObjectNode> now = change.after().filter(selector);
    if (now.isPresent()) {
      send(out, was ? "MODIFIED" : "ADDED", now.get());
    } else if (was) {
      ObjectNode last = change.after().or(change::before).orElseThrow().deepCopy();
      last.withObject("/metadata").put("resourceVersion", String.valueOf(change.revision()));
      send(out, "DELETED", last);
    }
  }

  private static void send(OutputStream out, String type, ObjectNode object) throws IOException {
    ObjectNode event = JsonNodeFactory.instance.objectNode().put("type", type);
    event.set("object", object);
    out.write((event + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
