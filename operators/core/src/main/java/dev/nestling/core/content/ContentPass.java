package dev.nestling.core.content;

import dev.nestling.core.nested.api.NestedApi;
import dev.nestling.core.nested.api.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One application of a content. Whatever it is interrupted by, the next one ends in the same state:
 * an object is in the inventory before it is created and until it is gone. Nothing is removed
 * before everything else is as it should be, so that what replaces it is there.
 */
final class ContentPass {
  private static final int ROUNDS = 15;

  /**
   * So many objects are written before the others are looked at: the first ones may be rights that
   * the cluster's owner waits for.
   */
  private static final int URGENT = 4;

  private static final Duration UNTIL_A_KIND_IS_SERVED = Duration.ofMillis(200);

  private final NestedApi api;
  private final Kinds kinds;
  private final NestedContent content;
  private final InventoryStore store;
  private final Inventory inventory;
  private final ObjectWriter writer;
  private Set<ObjectKey> wanted = Set.of();
  private boolean complete;

  private ContentPass(NestedApi api, Kinds kinds, NestedContent content)
      throws UnavailableException, InterruptedException {
    this.api = api;
    this.kinds = kinds;
    this.content = content;
    this.store = new InventoryStore(api);
    this.inventory = store.read();
    this.writer = new ObjectWriter(api, inventory);
  }

  /**
   * What a cluster is made of, for passes.
   *
   * @param api its server
   * @param kinds what is known of its discovery
   */
  record Cluster(NestedApi api, Kinds kinds) {}

  /**
   * Applies what is due of the content.
   *
   * @return empty when all is well
   * @throws UnavailableException when the server can't be worked with
   */
  static List<Problem> run(Cluster cluster, NestedContent content, Set<ContentObject> due)
      throws UnavailableException, InterruptedException {
    return new ContentPass(cluster.api(), cluster.kinds(), content).run(due);
  }

  private List<Problem> run(Set<ContentObject> due)
      throws UnavailableException, InterruptedException {
    List<Problem> problems = attempt(due);
    for (int round = 0; round < ROUNDS && awaitsKinds(problems); round++) {
      Thread.sleep(UNTIL_A_KIND_IS_SERVED);
      Set<ContentObject> kindless =
          problems.stream()
              .filter(Problem::unknownKind)
              .flatMap(problem -> problem.object().stream())
              .collect(Collectors.toSet());
      problems.removeIf(Problem::unknownKind);
      problems.addAll(attempt(kindless));
    }
    if (problems.isEmpty() && complete && content.whole()) {
      problems.addAll(Pruning.run(api, inventory, wanted));
    }
    store.write(inventory);
    return problems;
  }

  private boolean awaitsKinds(List<Problem> problems) {
    return writer.definitionCreated() && problems.stream().anyMatch(Problem::unknownKind);
  }

  private List<Problem> attempt(Set<ContentObject> due)
      throws UnavailableException, InterruptedException {
    Locator.Places found = Locator.locate(content.objects(), kinds, api);
    Map<ObjectKey, Located> places = found.places();
    wanted = places.keySet();
    complete = found.problems().isEmpty();
    List<Problem> problems = new ArrayList<>(found.problems());
    problems.removeIf(problem -> problem.object().filter(due::contains).isEmpty());
    List<Located> dueHere =
        places.values().stream().filter(place -> due.contains(place.object())).toList();
    int urgent = Math.min(URGENT, dueHere.size());
    write(dueHere.subList(0, urgent), problems);
    write(dueHere.subList(urgent, dueHere.size()), problems);
    problems.stream()
        .filter(Problem::unknownKind)
        .flatMap(problem -> problem.object().stream())
        .forEach(kinds::forget);
    return problems;
  }

  private void write(List<Located> places, List<Problem> problems)
      throws UnavailableException, InterruptedException {
    List<Located> ready = new ArrayList<>();
    for (Located place : places) {
      Optional<Problem> problem = writer.enlist(place);
      problem.ifPresentOrElse(problems::add, () -> ready.add(place));
    }
    store.write(inventory);
    for (Located place : ready) {
      writer.apply(place).ifPresent(problems::add);
    }
  }

  /** All of it. */
  static Set<ContentObject> everything(NestedContent content) {
    return new HashSet<>(content.objects());
  }
}
