package dev.nestling.images.archive;

import java.util.Locale;

/** A processor architecture, in the words of those who name it. */
public enum Architecture {
  AMD64("x86_64-linux-gnu", "lib64/ld-linux-x86-64.so.2"),
  ARM64("aarch64-linux-gnu", "lib/ld-linux-aarch64.so.1");

  private final String libraryDirectory;
  private final String loader;

  Architecture(String libraryDirectory, String loader) {
    this.libraryDirectory = libraryDirectory;
    this.loader = loader;
  }

  /** Reads Go's, Debian's and Java's names. */
  public static Architecture of(String name) {
    return switch (name) {
      case "amd64", "x86_64" -> AMD64;
      case "arm64", "aarch64" -> ARM64;
      default ->
          throw new IllegalArgumentException(
              "unknown architecture " + name + "; known are amd64 and arm64");
    };
  }

  /** Also Debian's and OCI's name. */
  public String goName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The directory below lib that Debian keeps this architecture's shared libraries in. */
  public String libraryDirectory() {
    return libraryDirectory;
  }

  /** The path, from the root, that dynamically linked programs name as their loader. */
  public String loader() {
    return loader;
  }

  public boolean isThisMachine() {
    return this == of(System.getProperty("os.arch"));
  }
}
