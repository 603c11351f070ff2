package dev.nestling.core.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Keys as {@code ssh-keygen} makes them; part of the same packages as the SSH server. */
final class Keys {
  private final Path directory;

  Keys(Path directory) {
    this.directory = directory;
  }

  /** Makes a pair {@code name}, {@code name.pub}. */
  Path generate(String name, String... arguments) {
    Path file = directory.resolve(name);
    List<String> command =
        new ArrayList<>(List.of("ssh-keygen", "-q", "-C", name, "-f", file.toString(), "-N"));
    command.addAll(List.of(arguments));
    run(command);
    return file;
  }

  /** Without a passphrase. */
  Path plain(String name, String... arguments) {
    var all = new ArrayList<>(List.of(""));
    all.addAll(List.of(arguments));
    return generate(name, all.toArray(String[]::new));
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String publicText(Path privateKey) {
    return text(Path.of(privateKey + ".pub"));
  }

  static HostKey hostKey(Path privateKey) {
    try {
      return HostKey.parse(publicText(privateKey));
    } catch (UnusableKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  static SshIdentity identity(Path privateKey) {
    try {
      return SshIdentity.parse(text(privateKey));
    } catch (UnusableKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  static String run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String printed = new String(process.getInputStream().readAllBytes());
      if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException(command + " failed: " + printed);
      }
      return printed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
