package dev.nestling.lightcluster;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;

/** What an administrator may set: {@code nestling.*}, or {@code NESTLING_*} in the environment. */
@ConfigMapping(prefix = "nestling.lightcluster")
public interface Settings {
  Images images();

  /** See {@link dev.nestling.core.plan.ImageSettings}. */
  interface Images {
    @WithDefault("registry.nestling.dev")
    String registry();

    Map<String, String> overrides();
  }
}
