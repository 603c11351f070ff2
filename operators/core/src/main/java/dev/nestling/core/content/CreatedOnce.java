package dev.nestling.core.content;

/**
 * What an object says that is created when it is missing and then is its cluster's owner's to
 * change: whoever made it first, it stays as it is.
 */
public final class CreatedOnce {
  public static final String ANNOTATION = "nestling.dev/apply";
  public static final String VALUE = "once";

  private CreatedOnce() {}
}
