package dev.nestling.core.content;

/** There is no point in going on with any object now; the message says why, to the owner. */
final class UnavailableException extends Exception {
  UnavailableException(String message) {
    super(message);
  }

  /** Which always exists, unlike {@link #getMessage()} by its type. */
  String why() {
    return String.valueOf(getMessage());
  }
}
