package dev.nestling.core.cluster;

import dev.nestling.core.pki.CertificateRequest;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.Minter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The operator's own credentials in its clusters. They are made from the authorities that the
 * operator reads anyway, live for a day and in memory alone: no Secret holds them.
 */
public final class OperatorCredentials {
  private static final Duration LIFE = Duration.ofDays(1);
  private static final Duration USE = Duration.ofHours(12);
  private static final int KEPT = 2048;

  private static final CertificateRequest ETCD =
      CertificateRequest.client("nestling-operator").withValidity(LIFE);

  /**
   * What puts the first binding into a cluster in which nobody may do anything yet, and repairs it.
   */
  private static final CertificateRequest ADMINISTRATOR =
      CertificateRequest.client("nestling-operator", "system:masters").withValidity(LIFE);

  private record Made(KeyPair pair, Instant at) {}

  private record Key(String authority, boolean etcd) {}

  private final Minter minter;
  private final InstantSource clock;
  private final Map<Key, Made> made =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Made> eldest) {
          return size() > KEPT;
        }
      };

  public OperatorCredentials(Minter minter, InstantSource clock) {
    this.minter = minter;
    this.clock = clock;
  }

  /** For the members of the etcd with this authority. */
  public KeyPair ofEtcd(KeyPair authority) {
    return of(authority, new Key(authority.certificatePem(), true));
  }

  /** For the API of the cluster with this authority. */
  public KeyPair ofApi(KeyPair authority) {
    return of(authority, new Key(authority.certificatePem(), false));
  }

  private synchronized KeyPair of(KeyPair authority, Key key) {
    Instant now = clock.instant();
    Made known = made.get(key);
    if (known != null && now.isBefore(known.at().plus(USE)) && !now.isBefore(known.at())) {
      return known.pair();
    }
    KeyPair pair = minter.sign(authority, key.etcd() ? ETCD : ADMINISTRATOR, now);
    made.put(key, new Made(pair, now));
    return pair;
  }
}
