package dev.nestling.test.api.canary;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/**
 * Everything that this process logs from now on, at the finest level that an operator may be set
 * to: all of Nestling's own, INFO of the rest. Messages, fields and traces with all causes.
 */
final class LogCapture extends Handler {
  private static final ExtFormatter FORMAT = new PatternFormatter("%p %c %X %s%n");

  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final Logger root = logger("");
  private final Logger ours = logger("dev.nestling");
  private final java.util.logging.Level before = ours.getLevel();

  private static Logger logger(String name) {
    return LogContext.getLogContext().getLogger(name);
  }

  static LogCapture start() {
    LogCapture capture = new LogCapture();
    capture.setLevel(Level.ALL);
    capture.ours.setLevel(Level.DEBUG);
    capture.root.addHandler(capture);
    return capture;
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  /** Other tests of this process may have set a client to tracing, which shows what it sends. */
  private static boolean isLogged(LogRecord record) {
    Level least = record.getLoggerName().startsWith("dev.nestling") ? Level.DEBUG : Level.INFO;
    return record.getLevel().intValue() >= least.intValue();
  }

  @Override
  public void publish(LogRecord record) {
    if (!isLogged(record)) {
      return;
    }
    StringWriter text = new StringWriter();
    text.append(FORMAT.format(ExtLogRecord.wrap(record)));
    if (record.getThrown() != null) {
      record.getThrown().printStackTrace(new PrintWriter(text));
    }
    lines.add(text.toString());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    root.removeHandler(this);
    ours.setLevel(before);
  }
}
