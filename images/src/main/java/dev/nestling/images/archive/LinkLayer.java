package dev.nestling.images.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A layer of symbolic links, which Jib's layers of files cannot hold. */
final class LinkLayer {
  /** In milliseconds; that of the files in other layers. */
  private static final long TIME = 1000;

  private final byte[] tar;

  /** Takes what each absolute path leads to. */
  LinkLayer(Map<String, String> links) throws IOException {
    Map<String, TarArchiveEntry> entries = new TreeMap<>();
    for (Map.Entry<String, String> link : links.entrySet()) {
      Path path = Path.of(link.getKey().substring(1));
      for (Path parent = path.getParent(); parent != null; parent = parent.getParent()) {
        TarArchiveEntry directory = new TarArchiveEntry(parent + "/");
        directory.setMode(0755);
        entries.put(directory.getName(), directory);
      }
      TarArchiveEntry entry = new TarArchiveEntry(path.toString(), TarConstants.LF_SYMLINK);
      entry.setLinkName(link.getValue());
      entry.setMode(0777);
      entries.put(entry.getName(), entry);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarArchiveOutputStream archive = new TarArchiveOutputStream(out)) {
      for (TarArchiveEntry entry : entries.values()) {
        entry.setModTime(TIME);
        archive.putArchiveEntry(entry);
        archive.closeArchiveEntry();
      }
    }
    this.tar = out.toByteArray();
  }

  byte[] tar() {
    return tar.clone();
  }

  byte[] compressed() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(tar);
    }
    return out.toByteArray();
  }
}
