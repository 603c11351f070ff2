package dev.nestling.test.api.etcd;

import dev.nestling.core.etcd.EtcdId;
import dev.nestling.core.etcd.MemberConfiguration;
import dev.nestling.core.etcd.Start;
import dev.nestling.core.etcd.membership.Pod;
import dev.nestling.core.etcd.membership.Slot;
import dev.nestling.core.etcd.membership.StartRefusal;
import dev.nestling.core.etcd.membership.Volume;
import dev.nestling.test.testbed.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;

/** What a cluster would have for one member: a claim with its mark, a pod, a configuration. */
final class Place {
  private final int ordinal;
  private final Path directory;
  private final MemberConfiguration.Addresses addresses;
  private final MemberConfiguration.Files files;
  private Optional<EtcdId> mark = Optional.empty();
  private volatile Optional<EtcdProcess> process = Optional.empty();
  private boolean sealed;
  private boolean restartWanted;

  Place(int ordinal, Path parent, Credentials credentials) throws IOException {
    this.ordinal = ordinal;
    this.directory = Files.createDirectories(parent.resolve(name()));
    int peers = FreePort.onLoopback();
    int clients = FreePort.onLoopback();
    this.addresses =
        new MemberConfiguration.Addresses(
            "https://127.0.0.1:" + peers,
            "https://127.0.0.1:" + clients,
            "http://127.0.0.1:" + FreePort.onLoopback(),
            "https://localhost:" + peers,
            "https://localhost:" + clients);
    this.files = credentials.write(directory, volume().resolve("data"));
  }

  String name() {
    return "member-" + ordinal;
  }

  String clientUrl() {
    return addresses.clientUrl();
  }

  Slot observed() {
    return new Slot(ordinal, name(), addresses.peerUrl(), claim(), pod(), sealed, restartWanted);
  }

  private Volume claim() {
    if (!Files.exists(volume())) {
      return new Volume.Missing();
    }
    return mark.<Volume>map(Volume.Marked::new).orElseGet(Volume.Unmarked::new);
  }

  private Pod pod() {
    if (process.isEmpty()) {
      return new Pod.Absent();
    }
    if (process.get().runs()) {
      return ready() ? new Pod.Ready() : new Pod.NotReady(Duration.ZERO, "starts");
    }
    String words = process.get().lastWords();
    return StartRefusal.foundNoData(words)
        ? new Pod.FoundNoData()
        : new Pod.NotReady(Duration.ZERO, words);
  }

  boolean hasPod() {
    return process.isPresent();
  }

  private boolean ready() {
    try {
      var url = URI.create(addresses.listenProbes() + "/readyz").toURL();
      var connection = (HttpURLConnection) url.openConnection();
      connection.setConnectTimeout(1_000);
      connection.setReadTimeout(1_000);
      return connection.getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Creates the claim if need be, renews the configuration, and restarts what ended. */
  void runs(Start start) {
    try {
      Files.createDirectories(volume());
      Path configuration = directory.resolve("etcd.yaml");
      Files.writeString(
          configuration,
          new MemberConfiguration(name(), "test", addresses, files, 64L << 20, start).yaml());
      sealed = start instanceof Start.Sealed;
      if (process.filter(EtcdProcess::runs).isEmpty()) {
        process = Optional.of(EtcdProcess.start(configuration, directory.resolve("log")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void mark(EtcdId member) {
    try {
      Files.createDirectories(volume());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    mark = Optional.of(member);
  }

  void wantRestart() {
    restartWanted = true;
  }

  /** Deletes the pod, gracefully. */
  void stop() {
    process.ifPresent(EtcdProcess::stop);
    process = Optional.empty();
    restartWanted = false;
  }

  void kill() {
    process.ifPresent(EtcdProcess::kill);
  }

  /** The claim stays, and with it the mark: only what is in the volume goes. */
  void emptyVolume() {
    delete(volume());
    try {
      Files.createDirectories(volume());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The volume can't be reached; another one without data is there in its place. */
  void moveVolume(Path aside) throws IOException {
    Files.move(volume(), aside);
    Files.createDirectories(volume());
  }

  void returnVolume(Path aside) throws IOException {
    stop();
    delete(volume());
    Files.move(aside, volume());
  }

  void deleteClaim() {
    delete(volume());
    mark = Optional.empty();
  }

  private Path volume() {
    return directory.resolve("volume");
  }

  private static void delete(Path tree) {
    if (Files.exists(tree)) {
      try (var paths = Files.walk(tree)) {
        paths.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
