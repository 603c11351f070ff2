package dev.nestling.core.ssh;

/** What came of an upload. */
public sealed interface Uploaded {

  /** The file is new, or has a new content. */
  record Written() implements Uploaded {}

  /** The same was there; its permissions are right now in any case. */
  record AlreadyThere() implements Uploaded {}

  /**
   * The machine could not write it, and has what it had.
   *
   * @param result of what was tried; stderr says why
   */
  record Refused(SshResult result) implements Uploaded {}
}
