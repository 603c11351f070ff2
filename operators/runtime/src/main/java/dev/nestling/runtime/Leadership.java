package dev.nestling.runtime;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process of an operator leads: the one that holds the lease.
 *
 * <p>A process that loses the lease ends at once, without shutdown hooks: another one may be
 * writing already. A process that is asked to stop must not take its own release of the lease for
 * such a loss: the framework's way, {@code System.exit} inside the shutdown hook, never returns
 * (java-operator-sdk issue 1614). And it gives the lease back, because otherwise its successor
 * waits for the lease to expire.
 */
public final class Leadership {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

  static final Duration LEASE = Duration.ofSeconds(15);
  static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);

  /** With the client's jitter a waiting process looks at the lease at least every 1.8 s. */
  static final Duration RETRY = Duration.ofMillis(800);

  /**
   * @param lease the Lease's name
   * @param namespace empty for the namespace of the client
   * @param identity unique among the processes of this operator
   */
  public record Candidate(String lease, Optional<String> namespace, String identity) {}

  private final Candidate candidate;
  private final Runnable begin;
  private final Runnable end;
  private volatile boolean stopping;

  /**
   * @param begin told when this process leads
   * @param end ends the process without running its shutdown hooks
   */
  public Leadership(Candidate candidate, Runnable begin, Runnable end) {
    this.candidate = candidate;
    this.begin = begin;
    this.end = end;
  }

  /** For the framework. */
  public LeaderElectionConfiguration configuration() {
    LeaderElectionConfigurationBuilder builder =
        LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(candidate.lease())
            .withIdentity(candidate.identity())
            .withLeaseDuration(LEASE)
            .withRenewDeadline(RENEW_DEADLINE)
            .withRetryPeriod(RETRY)
            .withLeaderCallbacks(
                new LeaderCallbacks(
                    this::startedLeading,
                    this::stoppedLeading,
                    leader -> LOG.info("The leader is {}", leader)));
    candidate.namespace().ifPresent(builder::withLeaseNamespace);
    // "ForTest" only tells the framework not to exit by itself: ending the process is done here.
    return builder.buildForTest(false);
  }

  /** To be called before the operator is stopped on purpose. */
  public void stopIsPlanned() {
    stopping = true;
  }

  /**
   * Gives the lease back if this process holds it. To be called after the operator stopped: nobody
   * may lead while a reconcile still runs here. A failure costs the successor a wait, no more.
   */
  public void release(KubernetesClient client) {
    try {
      String namespace = candidate.namespace().orElseGet(client::getNamespace);
      Lease lease = client.leases().inNamespace(namespace).withName(candidate.lease()).get();
      if (lease != null && candidate.identity().equals(lease.getSpec().getHolderIdentity())) {
        client.resource(released(lease)).update();
        LOG.info("Gave the lease {} back", candidate.lease());
      }
    } catch (KubernetesClientException e) {
      LOG.warn("The lease {} stays until it expires: {}", candidate.lease(), e.getMessage());
    }
  }

  private static Lease released(Lease lease) {
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
    return new LeaseBuilder(lease)
        .editSpec()
        .withHolderIdentity(null)
        .withLeaseDurationSeconds(1)
        .withRenewTime(now)
        .endSpec()
        .build();
  }

  private void startedLeading() {
    LOG.info("Leading as {}", candidate.identity());
    begin.run();
  }

  private void stoppedLeading() {
    if (!stopping) {
      LOG.error("Lost the lease {}: ending, another process may lead now", candidate.lease());
      end.run();
    }
  }
}
