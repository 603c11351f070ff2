package dev.nestling.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.logging.LogSubject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.LogContext;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** With the log manager of production: what is a field there is one in its JSON. */
class LogFieldsTest {
  private static final class Lines extends Handler {
    private final List<ExtLogRecord> records = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord record) {
      ExtLogRecord wrapped = ExtLogRecord.wrap(record);
      wrapped.copyMdc();
      records.add(wrapped);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void aLineHasItsSubjectAsFieldsAndNotInItsMessage() {
    var lines = new Lines();
    var logger = LogContext.getLogContext().getLogger(LogFieldsTest.class.getName());
    logger.addHandler(lines);
    try {
      LogSubject.during(
              "team-a", "c", () -> LoggerFactory.getLogger(LogFieldsTest.class).warn("It failed"))
          .run();
      LoggerFactory.getLogger(LogFieldsTest.class).warn("Something else");
    } finally {
      logger.removeHandler(lines);
    }

    assertThat(lines.records).hasSize(2);
    ExtLogRecord about = lines.records.getFirst();
    assertThat(about.getFormattedMessage()).isEqualTo("It failed");
    assertThat(about.getMdc("resource.namespace")).isEqualTo("team-a");
    assertThat(about.getMdc("resource.name")).isEqualTo("c");
    assertThat(lines.records.getLast().getMdc("resource.name")).isNull();
  }
}
