package dev.nestling.testing;

import dev.nestling.core.nested.Health;
import dev.nestling.core.nested.NestedCluster;
import dev.nestling.core.nested.NestedTarget;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Nested clusters that answer what the test says, by URL; the others can't be reached. */
public final class ScriptedNestedCluster implements NestedCluster {
  private final ConcurrentMap<URI, Health> answers = new ConcurrentHashMap<>();
  private final List<NestedTarget> asked = new CopyOnWriteArrayList<>();
  private volatile Health otherwise = new Health.Unreachable("connection refused");

  /** From now on this is what the cluster at the URL says. */
  public ScriptedNestedCluster answer(URI url, Health health) {
    answers.put(url, health);
    return this;
  }

  /** From now on this is what every cluster without an answer of its own says. */
  public ScriptedNestedCluster answerAll(Health health) {
    otherwise = health;
    return this;
  }

  /** Every question, in order. */
  public List<NestedTarget> asked() {
    return List.copyOf(asked);
  }

  @Override
  public Health probe(NestedTarget target) {
    asked.add(target);
    return answers.getOrDefault(target.url(), otherwise);
  }
}
