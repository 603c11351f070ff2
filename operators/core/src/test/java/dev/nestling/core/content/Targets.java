package dev.nestling.core.content;

import dev.nestling.core.nested.NestedTarget;
import dev.nestling.core.nested.api.NestedApi;
import dev.nestling.core.nested.api.Questioning;
import dev.nestling.core.pki.KeyPair;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Where a fake cluster is asked. */
final class Targets {
  private Targets() {}

  static NestedTarget target(String host) {
    return new NestedTarget(
        URI.create("https://" + host + ":6443"),
        "ca",
        new KeyPair("cert", "key"),
        Optional.empty());
  }

  /** For passes of one thread. */
  static ContentPass.Cluster cluster(Questioning questioning) {
    var lanes = new NestedApi.Lanes(new Semaphore(1), new Semaphore(1));
    return new ContentPass.Cluster(new NestedApi(questioning, lanes, target("edge")), new Kinds());
  }
}
