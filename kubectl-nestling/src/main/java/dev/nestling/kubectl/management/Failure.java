package dev.nestling.kubectl.management;

/** The command can't do what it was asked for; the message is one sentence that says what to do. */
public final class Failure extends RuntimeException {
  private final boolean passing;

  public Failure(String message) {
    super(message);
    this.passing = false;
  }

  /**
   * @param cause shown with {@code -v} alone
   */
  public Failure(String message, Throwable cause) {
    this(message, cause, false);
  }

  /**
   * @param passing whether the same question may well be answered soon
   */
  Failure(String message, Throwable cause, boolean passing) {
    super(message, cause);
    this.passing = passing;
  }

  /** Whether whoever waits anyway should go on. */
  public boolean isPassing() {
    return passing;
  }

  /** Which always exists, unlike {@link #getMessage()} by its type. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
