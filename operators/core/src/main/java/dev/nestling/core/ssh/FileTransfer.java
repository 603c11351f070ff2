package dev.nestling.core.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * How a file is put on a machine with what every Debian has, and no SFTP server. Every attempt
 * writes a part of its own beside the file; the next one clears away what was left.
 *
 * @param sha256 of the content, in hex
 */
record FileTransfer(Upload upload, String sha256) {
  /** The machine has to get the content. */
  static final int MISSING = 90;

  private static final int PART_NAME = 16;

  /** Arguments: path, mode, sum. */
  private static final String LOOK =
      """
      [ -f "$1" ] && [ ! -L "$1" ] || exit 90
      [ "$(sha256sum < "$1" | cut -c 1-64)" = "$3" ] || exit 90
      [ "$(stat -c %a "$1")" = "$2" ] || chmod "$2" "$1"
      """;

  /**
   * Arguments: path, mode, sum, how parts of this path begin, and how this one ends. It is never
   * opened through something that somebody put there before (noclobber).
   */
  private static final String WRITE =
      """
      set -euC
      umask 077
      if [ -d "$1" ] && [ ! -L "$1" ]; then echo "$1 is a directory" >&2; exit 1; fi
      parts="${1%/*}/$4"
      part="$parts-$5"
      rm -f "$parts"-*
      trap 'rm -f "$part"' EXIT
      cat > "$part"
      if [ "$(sha256sum < "$part" | cut -c 1-64)" != "$3" ]; then
        echo "what arrived is not what was sent" >&2
        exit 1
      fi
      chmod "$2" "$part"
      sync "$part"
      mv -f -T "$part" "$1"
      """;

  /** Reads the whole content once. */
  static FileTransfer of(Upload upload) throws IOException {
    MessageDigest digest = newDigest();
    try (InputStream content = new DigestInputStream(upload.content().open(), digest)) {
      content.transferTo(OutputStream.nullOutputStream());
    }
    return new FileTransfer(upload, HexFormat.of().formatHex(digest.digest()));
  }

  /** Ends with {@link #MISSING} when the file is not there, or is another one. */
  List<String> look() {
    return List.of("/bin/sh", "-c", LOOK, "upload", upload.path(), mode(), sha256);
  }

  List<String> write() {
    byte[] path = newDigest().digest(upload.path().getBytes(StandardCharsets.UTF_8));
    String parts = ".nestling-" + HexFormat.of().formatHex(path).substring(0, PART_NAME);
    String own = UUID.randomUUID().toString();
    return List.of("/bin/sh", "-c", WRITE, "upload", upload.path(), mode(), sha256, parts, own);
  }

  static Uploaded present(SshResult looked) {
    return looked.ok() ? new Uploaded.AlreadyThere() : new Uploaded.Refused(looked);
  }

  static Uploaded written(SshResult result) {
    return result.ok() ? new Uploaded.Written() : new Uploaded.Refused(result);
  }

  private String mode() {
    return Integer.toOctalString(upload.mode());
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
