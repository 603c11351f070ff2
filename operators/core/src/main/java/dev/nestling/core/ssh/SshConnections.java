package dev.nestling.core.ssh;

import dev.nestling.core.https.HostAddresses;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.SessionHeartbeatController.HeartbeatType;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;

/**
 * Connections over Apache MINA SSHD. All share a handful of threads, however many there are.
 * Nothing of this process's user is used: no configuration, no keys, no agent.
 */
public final class SshConnections implements SshApi, AutoCloseable {
  private static final int THREADS = 4;
  private static final Duration CLOSING = Duration.ofSeconds(5);

  /** A connection that does not answer for three of these is lost. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private static final int UNANSWERED = 2;

  /** Who waits has a deadline of its own. */
  private static final Duration LONG = Duration.ofDays(1);

  private final HostAddresses addresses = new HostAddresses();
  private final SshClient client;

  /** Starts the threads. */
  public SshConnections() {
    this(HEARTBEAT);
  }

  /**
   * @param heartbeat how often an idle connection is asked whether it is still there
   */
  SshConnections(Duration heartbeat) {
    client = strict();
    CoreModuleProperties.CLIENT_IDENTIFICATION.set(client, "nestling");
    CoreModuleProperties.NIO_WORKERS.set(client, THREADS);
    CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
    CoreModuleProperties.AUTH_TIMEOUT.set(client, LONG);
    CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT.set(client, LONG);
    CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, heartbeat);
    CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, UNANSWERED);
    client.addSessionListener(new HostKeyCheck.Listener());
    client.start();
  }

  private static SshClient strict() {
    SshClient client =
        ClientBuilder.builder()
            .keyExchangeFactories(Algorithms.keyExchanges())
            .cipherFactories(Algorithms.ciphers())
            .macFactories(Algorithms.macs())
            .signatureFactories(Algorithms.signatures())
            .compressionFactories(Algorithms.compressions())
            .serverKeyVerifier(new HostKeyCheck.Verifier())
            .hostConfigEntryResolver(HostConfigEntryResolver.EMPTY)
            .forwardingFilter(RejectAllForwardingFilter.INSTANCE)
            .channelFactories(List.of())
            .build();
    client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    client.setUserAuthFactories(List.of(new UserAuthPublicKeyFactory(Algorithms.signatures())));
    client.setAgentFactory(null);
    client.setSessionHeartbeat(HeartbeatType.NONE, Duration.ZERO);
    return client;
  }

  @Override
  public SshAnswer<SshSession> connect(SshTarget target, Duration patience)
      throws InterruptedException {
    return new Handshake(client, target, patience).with(addresses);
  }

  /** Ends every connection, and the threads. */
  @Override
  public void close() {
    try {
      client.close(true).await(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException e) {
      Thread.currentThread().interrupt();
    } finally {
      client.stop();
    }
  }
}
