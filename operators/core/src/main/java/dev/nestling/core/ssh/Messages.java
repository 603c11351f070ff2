package dev.nestling.core.ssh;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why something failed, in words. What a machine sent may be anything. */
final class Messages {
  private static final int MAX_LENGTH = 300;
  private static final Redaction NO_SECRETS = new Redaction(List.of());

  private Messages() {}

  /** The beginning of what a machine, or the library about it, says. */
  static String foreign(String text) {
    String clean = NO_SECRETS.clean(text, text.length()).replace('\n', ' ');
    return clean.length() <= MAX_LENGTH ? clean : clean.substring(0, MAX_LENGTH) + "…";
  }

  static String of(@Nullable Throwable failure) {
    if (failure == null) {
      return "for no known reason";
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : foreign(message);
  }
}
