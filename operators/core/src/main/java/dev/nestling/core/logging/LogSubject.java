package dev.nestling.core.logging;

import java.util.Optional;
import org.slf4j.MDC;
import org.slf4j.MDC.MDCCloseable;

/**
 * The object that work is done for, as fields of every log line of that work, under the keys that
 * the framework uses while it reconciles. SLF4J's own key-value pairs would end up inside the
 * message, where nobody can select by them.
 */
public final class LogSubject implements AutoCloseable {
  static final String KIND = "resource.kind";
  static final String NAMESPACE = "resource.namespace";
  static final String NAME = "resource.name";

  private final MDCCloseable namespaceField;
  private final MDCCloseable nameField;
  private final Optional<MDCCloseable> kindField;

  private LogSubject(Optional<String> kind, String namespace, String name) {
    this.kindField = kind.map(it -> MDC.putCloseable(KIND, it));
    this.namespaceField = MDC.putCloseable(NAMESPACE, namespace);
    this.nameField = MDC.putCloseable(NAME, name);
  }

  /** Keys of background work that are objects of the management cluster. */
  public interface Named {
    String namespace();

    String name();
  }

  /** From now on in this thread, until it is closed. */
  public static LogSubject begin(String namespace, String name) {
    return new LogSubject(Optional.empty(), namespace, name);
  }

  /** The same of an object whose kind is known. */
  public static LogSubject begin(String kind, String namespace, String name) {
    return new LogSubject(Optional.of(kind), namespace, name);
  }

  /** The same work, with the fields. */
  public static Runnable during(String namespace, String name, Runnable work) {
    return () -> {
      try (LogSubject subject = begin(namespace, name)) {
        work.run();
      }
    };
  }

  @Override
  public void close() {
    kindField.ifPresent(MDCCloseable::close);
    nameField.close();
    namespaceField.close();
  }
}
