package dev.nestling.kubectl.kubeconfig;

/** Nothing can be merged into the file as it is; the message says why, without its name. */
public final class UnmergeableException extends Exception {
  UnmergeableException(String message) {
    super(message);
  }

  /** Which always exists, unlike {@link #getMessage()} by its type. */
  public String why() {
    return String.valueOf(getMessage());
  }
}
