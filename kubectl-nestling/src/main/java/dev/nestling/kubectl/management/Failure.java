package dev.nestling.kubectl.management;

/** The command can't do what it was asked for; the message is one sentence that says what to do. */
public final class Failure extends RuntimeException {
  public Failure(String message) {
    super(message);
  }

  /**
   * @param cause shown with {@code -v} alone
   */
  public Failure(String message, Throwable cause) {
    super(message, cause);
  }

  /** Which always exists, unlike {@link #getMessage()} by its type. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
