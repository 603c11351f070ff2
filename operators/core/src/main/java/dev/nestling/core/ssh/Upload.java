package dev.nestling.core.ssh;

/**
 * A file for a machine.
 *
 * @param path absolute, of the file itself; its directory exists, and a link there is replaced
 * @param mode permissions, such as {@code 0755}
 * @param content what is in it
 */
public record Upload(String path, int mode, Content content) {
  private static final int ALL_MODES = 0777;

  /**
   * @throws IllegalArgumentException when it is no path of a file, or no permissions
   */
  public Upload {
    if (!path.startsWith("/") || path.endsWith("/") || path.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not the absolute path of a file: " + path);
    }
    if ((mode & ~ALL_MODES) != 0) {
      throw new IllegalArgumentException("no permissions: " + Integer.toOctalString(mode));
    }
  }
}
