package dev.nestling.kubectl.picture;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The kinds that can be named on the command line. */
public enum Kind {
  LIGHT_CLUSTER("LightCluster", Set.of("lightcluster", "lightclusters", "lc")),
  FULL_CLUSTER("FullCluster", Set.of("fullcluster", "fullclusters", "fc")),
  NODE_POOL("NodePool", Set.of("nodepool", "nodepools", "np"));

  private final String word;
  private final Set<String> aliases;

  Kind(String word, Set<String> aliases) {
    this.word = word;
    this.aliases = aliases;
  }

  /** The kind as objects have it, such as {@code LightCluster}. */
  public String word() {
    return word;
  }

  /** As kubectl takes it, such as {@code lightcluster}. */
  public String lower() {
    return word.toLowerCase(Locale.ROOT);
  }

  /** The resource, such as {@code lightclusters}. */
  public String plural() {
    return lower() + "s";
  }

  /** Singular, plural, short name, or one of these with the group behind it. */
  public static Optional<Kind> of(String text) {
    String word =
        text.toLowerCase(Locale.ROOT).replaceFirst("(\\.v1alpha1)?\\.nestling\\.dev$", "");
    return Arrays.stream(values()).filter(kind -> kind.aliases.contains(word)).findFirst();
  }
}
