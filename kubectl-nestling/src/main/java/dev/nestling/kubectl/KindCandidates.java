package dev.nestling.kubectl;

import java.util.Iterator;
import java.util.List;

/** What {@code --kind} takes, for shells. */
final class KindCandidates implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return List.of("lightcluster", "fullcluster").iterator();
  }
}
