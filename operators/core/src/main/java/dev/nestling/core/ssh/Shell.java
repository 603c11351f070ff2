package dev.nestling.core.ssh;

import java.util.List;
import java.util.stream.Collectors;

/** Words for a shell that takes each for what it is. */
public final class Shell {
  private Shell() {}

  /**
   * One word, whatever is in it.
   *
   * @throws IllegalArgumentException when there is a NUL in it, which no command line can have
   */
  public static String quote(String word) {
    if (word.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a word of a command line can't have a NUL in it");
    }
    return "'" + word.replace("'", "'\\''") + "'";
  }

  static String line(List<String> words) {
    return words.stream().map(Shell::quote).collect(Collectors.joining(" "));
  }
}
