package dev.nestling.runtime;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.InformerStoppedHandler;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ties {@link Leadership} to the life of the application: the stop is announced before the
 * framework stops its operator, and the lease is given back afterwards. The framework stops at the
 * default priority of observers, between the two.
 */
@Singleton
public class LeadershipBeans {
  private static final Logger LOG = LoggerFactory.getLogger(LeadershipBeans.class);
  private static final int FIRST = 1;
  private static final int AFTER_THE_OPERATOR = 4000;

  private final Leadership leadership;
  private final Instance<KubernetesClient> client;
  private volatile boolean stopping;

  LeadershipBeans(
      @ConfigProperty(name = "nestling.leader-election.lease-name") String lease,
      @ConfigProperty(name = "nestling.leader-election.namespace") Optional<String> namespace,
      Instance<KubernetesClient> client,
      Event<LeadershipBegun> begun) {
    String identity =
        Optional.ofNullable(System.getenv("HOSTNAME"))
            .filter(name -> !name.isBlank())
            .orElseGet(() -> UUID.randomUUID().toString());
    this.leadership =
        new Leadership(
            new Leadership.Candidate(lease, namespace, identity),
            () -> begun.fire(new LeadershipBegun()),
            LeadershipBeans::endProcess);
    this.client = client;
  }

  @Produces
  @Singleton
  @Unremovable
  LeaderElectionConfiguration leaderElection() {
    return leadership.configuration();
  }

  /** Without its watches an operator is blind: it ends, and its successor starts afresh. */
  @Produces
  @Singleton
  @Unremovable
  InformerStoppedHandler informerStopped() {
    return (informer, failure) -> {
      if (failure != null && !stopping) {
        LOG.error("The watch of {} ended for good", informer.getApiTypeClass(), failure);
        endProcess();
      }
    };
  }

  void stopIsPlanned(@Observes @Priority(FIRST) ShutdownEvent event) {
    stopping = true;
    leadership.stopIsPlanned();
  }

  void giveLeaseBack(@Observes @Priority(AFTER_THE_OPERATOR) ShutdownEvent event) {
    leadership.release(client.get());
  }

  private static void endProcess() {
    Runtime.getRuntime().halt(1);
  }
}
