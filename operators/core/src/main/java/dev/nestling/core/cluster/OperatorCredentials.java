package dev.nestling.core.cluster;

import dev.nestling.core.pki.Authority;
import dev.nestling.core.pki.CertificateRequest;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.Minter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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

  /** Of the whole pair: anybody may write a certificate of another cluster's into his Secret. */
  private record Key(KeyPair authority, boolean etcd) {}

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

  /** For the members of the etcd with this authority; empty of one that can't sign. */
  public Optional<KeyPair> ofEtcd(KeyPair authority) {
    return of(new Key(authority, true));
  }

  /** For the API of the cluster with this authority; empty of one that can't sign. */
  public Optional<KeyPair> ofApi(KeyPair authority) {
    return of(new Key(authority, false));
  }

  private synchronized Optional<KeyPair> of(Key key) {
    Instant now = clock.instant();
    Made known = made.get(key);
    if (known != null && now.isBefore(known.at().plus(USE)) && !now.isBefore(known.at())) {
      return Optional.of(known.pair());
    }
    if (!(Authority.examine(Optional.of(key.authority()), now) instanceof Authority.Present)) {
      return Optional.empty();
    }
    KeyPair pair = minter.sign(key.authority(), key.etcd() ? ETCD : ADMINISTRATOR, now);
    made.put(key, new Made(pair, now));
    return Optional.of(pair);
  }
}
