package dev.nestling.core.ssh;

/** A key that somebody gave us can't be used; the message says why and shows nothing of it. */
public final class UnusableKeyException extends Exception {
  UnusableKeyException(String message) {
    super(message);
  }
}
