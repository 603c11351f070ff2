package dev.nestling.core.placement;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All answers of one node pool: the record of who may run on its nodes. The pool's reconciler alone
 * writes it, as a whole and against the version that it read, so that nothing is promised twice.
 *
 * @param entries by the claimant's UID
 */
public record Ledger(SortedMap<String, Entry> entries) {
  public static final Ledger EMPTY = new Ledger(new TreeMap<>());

  /** One claimant's answer. */
  public record Entry(Claimant claimant, PoolAnswer answer) {}

  public Ledger {
    entries = new TreeMap<>(entries);
  }

  public static Ledger of(Map<String, Entry> entries) {
    return new Ledger(new TreeMap<>(entries));
  }

  /** What was said to whom has this UID. */
  public Optional<PoolAnswer> answer(String uid) {
    return Optional.ofNullable(entries.get(uid)).map(Entry::answer);
  }

  /** What was granted to whom has this UID. */
  public Optional<Demand> granted(String uid) {
    return answer(uid)
        .filter(PoolAnswer.Granted.class::isInstance)
        .map(answer -> ((PoolAnswer.Granted) answer).demand());
  }
}
