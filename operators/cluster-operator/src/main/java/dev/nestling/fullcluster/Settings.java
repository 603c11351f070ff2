package dev.nestling.fullcluster;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;
import java.util.Optional;

/** What an administrator may set: {@code nestling.*}, or {@code NESTLING_*} in the environment. */
@ConfigMapping(prefix = "nestling.cluster")
public interface Settings {
  Images images();

  /** Where the operator runs; left out, the namespace of its own pod. */
  Optional<String> namespace();

  /** See {@link dev.nestling.core.plan.ImageSettings}. */
  interface Images {
    @WithDefault("registry.k8s.io")
    String registry();

    /** Of Nestling's own images, which worker nodes are made of. */
    @WithDefault("registry.nestling.dev")
    String ownRegistry();

    Map<String, String> overrides();
  }
}
