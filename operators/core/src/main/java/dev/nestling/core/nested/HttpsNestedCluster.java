package dev.nestling.core.nested;

/** Asks over HTTPS with a blocking socket; meant for virtual threads. */
public final class HttpsNestedCluster implements NestedCluster {
  @Override
  public Health probe(NestedTarget target) {
    throw new UnsupportedOperationException();
  }
}
