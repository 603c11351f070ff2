package dev.nestling.fullcluster;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.testing.golden.OrdinaryWorld;
import dev.nestling.testing.golden.ReadOnlyStore;
import dev.nestling.testing.golden.Scenario;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;

/** Clusters for tests of single decisions. */
final class Clusters {
  static final ImageSettings IMAGES = new ImageSettings("registry.k8s.io", Map.of());

  private Clusters() {}

  /**
   * @param spec in YAML's flow style
   */
  static FullCluster of(String spec) {
    return Serialization.unmarshal(
        """
        apiVersion: nestling.dev/v1alpha1
        kind: FullCluster
        metadata: {name: c, namespace: team, uid: u, generation: 1}
        spec: %s
        """
            .formatted(spec),
        FullCluster.class);
  }

  /** One of three members that has nothing left to do. */
  static Player settled() {
    Player player = new Player(setting("{}"));
    player.settle();
    return player;
  }

  /** The same world with another spec in it. */
  static Player.Setting setting(String spec) {
    return new Player.Setting(
        of(spec),
        World.ORDINARY.thriving(),
        OrdinaryWorld.MANAGEMENT,
        List.of(),
        ReadOnlyStore.EMPTY,
        Scenario.START,
        IMAGES);
  }
}
