package dev.nestling.kubectl.kubeconfig;

import dev.nestling.core.kubeconfig.Kubeconfig;
import dev.nestling.core.pki.KeyPair;
import java.util.Optional;

/** Entries that are the same each time. */
final class Entries {
  static final Origin EDGE = new Origin("https://management.example:6443", "team-a", "edge");

  private Entries() {}

  static MergeEntry edge() {
    return entry("team-a-edge", "https://192.0.2.7:31000", EDGE);
  }

  static MergeEntry entry(String name, String url, Origin origin) {
    return new MergeEntry(
        name,
        new Kubeconfig(
            origin.name(),
            new Kubeconfig.Server(url, "authority", Optional.empty()),
            new Kubeconfig.User(origin.name() + "-admin", new KeyPair("certificate", "key"))),
        origin);
  }
}
