package dev.nestling.core.ssh;

/**
 * What a command printed, as UTF-8: all of it, or its beginning and its end.
 *
 * @param head all of it, unless something is left out
 * @param leftOut so many bytes between the two
 * @param tail empty, unless something is left out
 */
public record Output(String head, long leftOut, String tail) {
  static final Output NOTHING = new Output("", 0, "");

  /** All that is known of it, with a line about what is left out. */
  public String text() {
    return leftOut == 0 ? head : head + gap() + tail;
  }

  String gap() {
    return "\n[" + leftOut + " bytes left out]\n";
  }
}
