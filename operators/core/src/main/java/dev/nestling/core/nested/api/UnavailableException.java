package dev.nestling.core.nested.api;

/** There is no point in going on with any object now; the message says why, to the owner. */
public final class UnavailableException extends Exception {
  public UnavailableException(String message) {
    super(message);
  }

  /** Which always exists, unlike {@link #getMessage()} by its type. */
  public String why() {
    return String.valueOf(getMessage());
  }
}
