package dev.nestling.nodepool.machines.files;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/** Brings a file of which it is known what it is. */
final class Download {
  private static final Duration CONNECTING = Duration.ofSeconds(10);
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final int CHUNK = 64 * 1024;

  /**
   * Puts it where it belongs, whole or not at all.
   *
   * @throws IOException when it does not come, or is something else
   */
  void bring(URI from, FilesPod.Announced what, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    Path part = Files.createTempFile(target.getParent(), "part-", null);
    try {
      var connection = (HttpURLConnection) from.toURL().openConnection(Proxy.NO_PROXY);
      connection.setInstanceFollowRedirects(false);
      connection.setConnectTimeout((int) CONNECTING.toMillis());
      connection.setReadTimeout((int) SILENCE.toMillis());
      try (InputStream body = connection.getInputStream()) {
        if (!copy(body, part, what.size()).equals(what.sha256())) {
          throw new IOException("what it gives is not what it has announced");
        }
      } finally {
        connection.disconnect();
      }
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** No more than was announced. */
  private static String copy(InputStream body, Path part, long size) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (var limited = new DigestInputStream(body, digest);
          var out = Files.newOutputStream(part)) {
        byte[] chunk = new byte[CHUNK];
        long left = size;
        for (int read = limited.read(chunk); read >= 0 && left >= 0; read = limited.read(chunk)) {
          out.write(chunk, 0, read);
          left -= read;
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
