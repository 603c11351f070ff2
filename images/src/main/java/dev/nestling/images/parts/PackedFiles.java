package dev.nestling.images.parts;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Takes files out of a tar archive or a compressed file, one after the other. */
public final class PackedFiles {
  /** Gets each file; it is gone afterwards. */
  public interface Visitor {
    void visit(Path file, String name) throws IOException, InterruptedException;
  }

  private PackedFiles() {}

  /** Visits what is in {@code file}, which has the name {@code name} itself. */
  public static void visit(Path file, String name, Visitor visitor)
      throws IOException, InterruptedException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      if (FileKind.of(in, name) == FileKind.TAR) {
        visitEntries(in, name, visitor);
      } else {
        visitCompressed(in, name, visitor);
      }
    }
  }

  private static void visitCompressed(InputStream compressed, String name, Visitor visitor)
      throws IOException, InterruptedException {
    try (InputStream in = new BufferedInputStream(new GZIPInputStream(compressed))) {
      if (FileKind.of(in, name) == FileKind.TAR) {
        visitEntries(in, name, visitor);
      } else {
        visitCopy(in, name, visitor);
      }
    }
  }

  private static void visitEntries(InputStream tar, String name, Visitor visitor)
      throws IOException, InterruptedException {
    try (TarArchiveInputStream entries = new TarArchiveInputStream(tar)) {
      for (TarArchiveEntry entry = entries.getNextEntry();
          entry != null;
          entry = entries.getNextEntry()) {
        if (entry.isFile()) {
          visitCopy(entries, name + "/" + entry.getName(), visitor);
        }
      }
    }
  }

  private static void visitCopy(InputStream in, String name, Visitor visitor)
      throws IOException, InterruptedException {
    Path copy = Files.createTempFile("packed-", null);
    try {
      try (var out = Files.newOutputStream(copy)) {
        in.transferTo(out);
      }
      visitor.visit(copy, name);
    } finally {
      Files.delete(copy);
    }
  }
}
