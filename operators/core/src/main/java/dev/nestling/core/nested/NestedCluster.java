package dev.nestling.core.nested;

/** What we ask a nested API server. */
public interface NestedCluster {

  /**
   * Asks one authenticated question and waits for the answer, a few seconds at most; never throws.
   */
  Health probe(NestedTarget target);
}
