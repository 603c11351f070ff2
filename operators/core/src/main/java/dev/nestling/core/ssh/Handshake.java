package dev.nestling.core.ssh;

import dev.nestling.core.https.HostAddresses;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.future.AuthFuture;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.jspecify.annotations.Nullable;

/** One attempt to get a session: address, connection, the machine's proof, the user's proof. */
final class Handshake {
  private final SshClient client;
  private final SshTarget target;
  private final Duration patience;
  private final Deadline deadline;
  private final HostKeyCheck check;

  Handshake(SshClient client, SshTarget target, Duration patience) {
    this.client = client;
    this.target = target;
    this.patience = patience;
    this.deadline = Deadline.in(patience);
    this.check = new HostKeyCheck(target.hostKeys());
  }

  SshAnswer<SshSession> with(HostAddresses addresses) throws InterruptedException {
    ConnectFuture connecting;
    try {
      var address =
          new InetSocketAddress(addresses.resolve(target.host(), patience), target.port());
      connecting = client.connect(target.user(), address, check.context(), null);
    } catch (SocketTimeoutException e) {
      return unreachable(Messages.of(e));
    } catch (IOException | RuntimeException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return unreachable(Messages.of(e));
    }
    return connected(connecting);
  }

  private SshAnswer<SshSession> connected(ConnectFuture connecting) throws InterruptedException {
    boolean done = false;
    try {
      done = deadline.await(connecting);
    } finally {
      if (!done) {
        abandon(connecting);
      }
    }
    if (!done) {
      return silence();
    }
    if (connecting.getException() instanceof Error defect) {
      throw new IllegalStateException("SSH does not work in this process", defect);
    }
    if (connecting.getException() != null) {
      return unreachable(Messages.of(connecting.getException()));
    }
    return authenticated(connecting.getSession());
  }

  /** A connection that comes too late is closed when it comes. */
  private static void abandon(ConnectFuture connecting) {
    connecting.cancel();
    connecting.addListener(
        late -> {
          if (late.isConnected()) {
            late.getSession().close(true);
          }
        });
  }

  private SshAnswer<SshSession> authenticated(ClientSession session) throws InterruptedException {
    boolean in = false;
    try {
      session.addPublicKeyIdentity(target.identity().pair());
      AuthFuture authentication = session.auth();
      boolean done = deadline.await(authentication);
      in = done && authentication.isSuccess();
      if (in) {
        return new SshAnswer.Ok<>(new MinaSession(session, target.where()));
      }
      return failed(done ? authentication.getException() : null, done);
    } catch (IOException | RuntimeException e) {
      return failed(e, true);
    } finally {
      if (!in) {
        session.close(true);
      }
    }
  }

  private SshAnswer<SshSession> failed(@Nullable Throwable cause, boolean inTime) {
    var mismatch = check.mismatch(target.where());
    if (mismatch.isPresent()) {
      return new SshAnswer.Failed<>(mismatch.get());
    }
    if (!inTime) {
      return check.believed()
          ? failed(new SshFailure.TimedOut(target.where() + " did not log us in " + within()))
          : silence();
    }
    return failed(check.believed() ? refusal(cause) : stranger(cause));
  }

  private SshFailure refusal(@Nullable Throwable cause) {
    if (code(cause) == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE) {
      return new SshFailure.NotAuthenticated(
          "%s does not let %s in with the key %s"
              .formatted(target.where(), target.user(), target.identity().fingerprint()));
    }
    return lost("logging in", cause);
  }

  private SshFailure stranger(@Nullable Throwable cause) {
    int code = code(cause);
    if (code == SshConstants.SSH2_DISCONNECT_KEY_EXCHANGE_FAILED
        || code == SshConstants.SSH2_DISCONNECT_PROTOCOL_VERSION_NOT_SUPPORTED
        || cause instanceof StreamCorruptedException) {
      return new SshFailure.Incompatible(
          target.where() + " speaks no SSH that is good enough: " + withoutOurs(cause));
    }
    return lost("shaking hands", cause);
  }

  /** Our own proposal says nothing to the owner. */
  private static String withoutOurs(@Nullable Throwable cause) {
    String text = cause == null ? "" : String.valueOf(cause.getMessage());
    return Messages.foreign(text.replaceFirst("client: \\S* / server: ", "it offers "));
  }

  private SshFailure lost(String doing, @Nullable Throwable cause) {
    return new SshFailure.ConnectionLost(
        "the connection to %s ended while %s: %s"
            .formatted(target.where(), doing, Messages.of(cause)));
  }

  private static int code(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SshException ssh && ssh.getDisconnectCode() != 0) {
        return ssh.getDisconnectCode();
      }
    }
    return 0;
  }

  private SshAnswer<SshSession> silence() {
    return unreachable("no answer " + within());
  }

  private String within() {
    return "within " + patience.toMillis() + " ms";
  }

  private SshAnswer<SshSession> unreachable(String why) {
    return failed(new SshFailure.Unreachable(target.where() + " can't be reached: " + why));
  }

  private static SshAnswer<SshSession> failed(SshFailure failure) {
    return new SshAnswer.Failed<>(failure);
  }
}
