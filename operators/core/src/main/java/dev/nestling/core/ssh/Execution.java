package dev.nestling.core.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelListener;
import org.jspecify.annotations.Nullable;

/** One command on one channel. Used once. */
final class Execution {
  private static final int CHUNK = 32 * 1024;
  private static final int SIGNALLED = 128;
  private static final int UNKNOWN_SIGNAL = 127;

  /**
   * A command that has ended may leave somebody who keeps its output open, such as a service: it is
   * listened to until nothing came for so long.
   */
  private static final Duration LINGER = Duration.ofSeconds(5);

  /** The machine's own limit comes later, so that we know who was first. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  /** RFC 4254, 6.10, with the numbers of Linux. */
  private static final Map<String, Integer> SIGNALS =
      Map.ofEntries(
          Map.entry("HUP", 1),
          Map.entry("INT", 2),
          Map.entry("QUIT", 3),
          Map.entry("ILL", 4),
          Map.entry("ABRT", 6),
          Map.entry("FPE", 8),
          Map.entry("KILL", 9),
          Map.entry("USR1", 10),
          Map.entry("SEGV", 11),
          Map.entry("USR2", 12),
          Map.entry("PIPE", 13),
          Map.entry("ALRM", 14),
          Map.entry("TERM", 15));

  private final ClientSession session;
  private final String where;
  private final Deadline deadline;
  private final Catcher stdout = new Catcher();
  private final Catcher stderr = new Catcher();
  private final Events events = new Events();

  Execution(ClientSession session, String where, Deadline deadline) {
    this.session = session;
    this.where = where;
    this.deadline = deadline;
  }

  /**
   * @throws IOException when the input can't be read here
   */
  SshAnswer<SshResult> run(List<String> words, Content stdin)
      throws IOException, InterruptedException {
    if (deadline.over()) {
      return timedOut();
    }
    ChannelExec channel;
    OpenFuture opening;
    try {
      channel = session.createExecChannel(limited(words), null, Map.of());
      channel.setOut(stdout);
      channel.setErr(stderr);
      channel.addChannelListener(events);
      opening = channel.open();
    } catch (IOException | RuntimeException e) {
      return lost(Messages.of(e));
    }
    Thread watchdog = closeAtDeadline(channel);
    try {
      if (!deadline.await(opening)) {
        return timedOut();
      }
      if (!opening.isOpened()) {
        return lost(Messages.of(opening.getException()));
      }
      feed(channel, stdin);
      events.awaitEnd(deadline);
      return outcome(channel);
    } finally {
      watchdog.interrupt();
      channel.close(false);
    }
  }

  /**
   * The machine kills the command as well, by a limit of its own: it must not go on when the
   * connection is gone, and closing a channel ends nobody.
   */
  private String limited(List<String> words) {
    Duration limit = deadline.left().plus(MARGIN);
    List<String> all = new ArrayList<>(List.of("timeout", "-s", "KILL"));
    all.add(String.valueOf(Math.ceilDiv(limit.toMillis(), 1000L)));
    all.addAll(words);
    return Shell.line(all);
  }

  /** Who writes into a full window can't look at the time. */
  private Thread closeAtDeadline(ClientChannel channel) {
    return Thread.ofVirtual()
        .name("ssh-watchdog")
        .start(
            () -> {
              try {
                Thread.sleep(deadline.left());
                channel.close(false);
              } catch (InterruptedException e) {
                // The command was faster.
              }
            });
  }

  private void feed(ClientChannel channel, Content stdin) throws IOException, InterruptedException {
    try (InputStream content = stdin.open()) {
      OutputStream input = channel.getInvertedIn();
      var chunk = new byte[CHUNK];
      for (int length = content.read(chunk); length >= 0; length = content.read(chunk)) {
        if (!hand(input, chunk, length)) {
          return;
        }
      }
      close(input);
    }
  }

  /** Whether the command still takes it: one that ends early need not read everything. */
  private static boolean hand(OutputStream input, byte[] chunk, int length)
      throws InterruptedException {
    try {
      input.write(chunk, 0, length);
      return true;
    } catch (IOException e) {
      rethrowInterrupt(e);
      return false;
    }
  }

  private static void close(OutputStream input) throws InterruptedException {
    try {
      input.close();
    } catch (IOException e) {
      rethrowInterrupt(e);
    }
  }

  private static void rethrowInterrupt(IOException failure) throws InterruptedException {
    if (Thread.interrupted() || failure.getCause() instanceof InterruptedException) {
      throw new InterruptedException();
    }
  }

  private SshAnswer<SshResult> outcome(ClientChannel channel) {
    Integer code = exitCode(channel);
    if (code != null) {
      return new SshAnswer.Ok<>(new SshResult(code, stdout.output(), stderr.output()));
    }
    return deadline.over() ? timedOut() : lost("it ended before the command did");
  }

  private static @Nullable Integer exitCode(ClientChannel channel) {
    if (channel.getExitStatus() != null) {
      return channel.getExitStatus();
    }
    String signal = channel.getExitSignal();
    return signal == null ? null : SIGNALLED + SIGNALS.getOrDefault(signal, UNKNOWN_SIGNAL);
  }

  private SshAnswer<SshResult> timedOut() {
    return new SshAnswer.Failed<>(
        new SshFailure.TimedOut(
            "the command on " + where + " took longer than it may",
            stdout.output(),
            stderr.output()));
  }

  private SshAnswer<SshResult> lost(String why) {
    return new SshAnswer.Failed<>(
        new SshFailure.ConnectionLost("the connection to " + where + " is lost: " + why));
  }

  /** Waits for the end of a channel, which the library tells in a thread of its own. */
  private final class Events implements ChannelListener {
    // Guarded by this.
    private boolean closed;
    private boolean ended;

    @Override
    public synchronized void channelClosed(Channel channel, @Nullable Throwable reason) {
      closed = true;
      notifyAll();
    }

    @Override
    public synchronized void channelStateChanged(Channel channel, @Nullable String hint) {
      if (channel instanceof ClientChannel ours && exitCode(ours) != null) {
        ended = true;
        notifyAll();
      }
    }

    synchronized void awaitEnd(Deadline deadline) throws InterruptedException {
      while (!closed && !ended && !deadline.over()) {
        pause(deadline.left());
      }
      long heard = -1;
      while (!closed && !deadline.over() && heard != printed()) {
        heard = printed();
        awaitClose(LINGER.compareTo(deadline.left()) < 0 ? LINGER : deadline.left());
      }
    }

    private void awaitClose(Duration patience) throws InterruptedException {
      var linger = Deadline.in(patience);
      while (!closed && !linger.over()) {
        pause(linger.left());
      }
    }

    private void pause(Duration patience) throws InterruptedException {
      wait(Math.max(1, patience.toMillis()));
    }

    private long printed() {
      return stdout.total() + stderr.total();
    }
  }
}
