package dev.nestling.kubectl.text;

import java.util.Map;

/** Colours, or none. */
public enum Paint {
  /** For pipes and files. */
  PLAIN,
  /** For terminals. */
  ANSI;

  private static final String RESET = "\u001b[0m";

  /**
   * Colours only where somebody looks, who did not say no.
   *
   * @param terminal whether a person reads the output
   * @param environment {@code NO_COLOR} with any value, or {@code TERM=dumb}, means none
   */
  public static Paint of(boolean terminal, Map<String, String> environment) {
    boolean refused =
        !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || "dumb".equals(environment.get("TERM"));
    return terminal && !refused ? ANSI : PLAIN;
  }

  /** What is not as it should be. */
  public String bad(String text) {
    return in("\u001b[1;31m", text);
  }

  /** What may pass by itself. */
  public String doubtful(String text) {
    return in("\u001b[33m", text);
  }

  /** What is as it should be. */
  public String good(String text) {
    return in("\u001b[32m", text);
  }

  /** Headings. */
  public String strong(String text) {
    return in("\u001b[1m", text);
  }

  /** What is seldom looked for. */
  public String faint(String text) {
    return in("\u001b[2m", text);
  }

  private String in(String start, String text) {
    return this == PLAIN || text.isEmpty() ? text : start + text + RESET;
  }
}
