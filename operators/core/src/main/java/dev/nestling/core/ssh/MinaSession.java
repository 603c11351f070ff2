package dev.nestling.core.ssh;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.client.session.ClientSession;

/** A session of the library's. */
record MinaSession(ClientSession session, String where) implements SshSession {
  private static final byte[] NOTHING = {};

  @Override
  public SshAnswer<SshResult> run(SshCommand command) throws InterruptedException {
    try {
      return execution(Deadline.in(command.timeout()))
          .run(List.of("/bin/sh", "-c", command.line()), command.stdin());
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can't be read", e);
    }
  }

  @Override
  public SshAnswer<Uploaded> upload(Upload upload, Duration timeout)
      throws IOException, InterruptedException {
    FileTransfer transfer = FileTransfer.of(upload);
    var deadline = Deadline.in(timeout);
    SshAnswer<SshResult> looked = execution(deadline).run(transfer.look(), Content.of(NOTHING));
    if (!(looked instanceof SshAnswer.Ok<SshResult>(SshResult found))
        || found.exitCode() != FileTransfer.MISSING) {
      return looked.map(FileTransfer::present);
    }
    return execution(deadline).run(transfer.write(), upload.content()).map(FileTransfer::written);
  }

  private Execution execution(Deadline deadline) {
    return new Execution(session, where, deadline);
  }

  @Override
  public boolean isOpen() {
    return session.isOpen();
  }

  @Override
  public void close() {
    session.close(true);
  }

  @Override
  public String toString() {
    return "SshSession[" + where + "]";
  }
}
