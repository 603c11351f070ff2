package dev.nestling.images.parts;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What a file is, by its first bytes; of zip files, which have many uses, by its name too. */
public enum FileKind {
  /** For the processor: a program or a shared library. */
  PROGRAM,
  JAR,
  TAR,
  GZIP,
  OTHER;

  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
  private static final byte[] COMPRESSED = {0x1f, (byte) 0x8b};
  private static final byte[] USTAR = "ustar".getBytes(StandardCharsets.US_ASCII);
  private static final int USTAR_AT = 257;

  public static FileKind of(Path file, String name) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return of(in, name);
    }
  }

  /** Leaves the stream, which has to support marks, where it is. */
  public static FileKind of(InputStream in, String name) throws IOException {
    in.mark(USTAR_AT + USTAR.length);
    byte[] head = in.readNBytes(USTAR_AT + USTAR.length);
    in.reset();
    if (has(head, 0, ELF)) {
      return PROGRAM;
    }
    if (has(head, 0, COMPRESSED)) {
      return GZIP;
    }
    if (has(head, USTAR_AT, USTAR)) {
      return TAR;
    }
    return name.endsWith(".jar") ? JAR : OTHER;
  }

  private static boolean has(byte[] head, int at, byte[] magic) {
    return head.length >= at + magic.length
        && Arrays.equals(head, at, at + magic.length, magic, 0, magic.length);
  }
}
