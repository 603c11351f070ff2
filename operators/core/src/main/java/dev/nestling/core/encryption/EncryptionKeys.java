package dev.nestling.core.encryption;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The keys of encryption at rest, as API servers read them. The first one encrypts what is written,
 * all of them decrypt; clear text from before stays readable.
 *
 * @param keys at least one
 */
public record EncryptionKeys(List<Key> keys) {
  private static final Pattern ENTRY =
      Pattern.compile(" {6}- name: key([1-9][0-9]{0,8})\n {8}secret: ([A-Za-z0-9+/=]+)\n");

  private static final String BEFORE =
      """
      apiVersion: apiserver.config.k8s.io/v1
      kind: EncryptionConfiguration
      resources:
      - resources: [secrets]
        providers:
        - secretbox:
            keys:
      """;

  private static final String AFTER = "  - identity: {}\n";

  /**
   * @param generation 1 or more; no two keys of a cluster ever have the same
   * @param secret 32 bytes in base64
   */
  public record Key(int generation, String secret) {
    static Key of(int generation, byte[] secret) {
      return new Key(generation, Base64.getEncoder().encodeToString(secret));
    }

    private String yaml() {
      return "      - name: key%d\n        secret: %s\n".formatted(generation, secret);
    }

    /** Without the key. */
    @Override
    public String toString() {
      return "key" + generation;
    }
  }

  public EncryptionKeys {
    keys = List.copyOf(keys);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("encryption at rest without a key");
    }
  }

  /** A first key. */
  public static EncryptionKeys of(int generation, byte[] secret) {
    return new EncryptionKeys(List.of(Key.of(generation, secret)));
  }

  /** The file's text. */
  public String yaml() {
    return keys.stream().map(Key::yaml).collect(Collectors.joining("", BEFORE, AFTER));
  }

  /** What {@link #yaml} wrote; empty for everything else, of which nothing must get lost. */
  public static Optional<EncryptionKeys> parse(String yaml) {
    List<Key> found = new ArrayList<>();
    Matcher entries = ENTRY.matcher(yaml);
    while (entries.find()) {
      found.add(new Key(Integer.parseInt(entries.group(1)), entries.group(2)));
    }
    return Optional.of(found)
        .filter(some -> !some.isEmpty())
        .map(EncryptionKeys::new)
        .filter(keys -> keys.yaml().equals(yaml));
  }

  /** The one that encrypts. */
  public Key active() {
    return keys.getFirst();
  }

  Key newest() {
    return keys.stream().max(Comparator.comparingInt(Key::generation)).orElseThrow();
  }

  EncryptionKeys withOther(Key key) {
    List<Key> all = new ArrayList<>(keys);
    all.add(key);
    return new EncryptionKeys(all);
  }

  EncryptionKeys newestFirst() {
    List<Key> all = new ArrayList<>(keys);
    all.remove(newest());
    all.addFirst(newest());
    return new EncryptionKeys(all);
  }

  EncryptionKeys newestAlone() {
    return new EncryptionKeys(List.of(newest()));
  }

  /**
   * Changes exactly when API servers have to start anew, so that it is known which keys they have.
   * A key that nothing is encrypted with any more goes without that. There is no secret in it.
   */
  static String code(String yaml) {
    return parse(yaml)
        .map(keys -> keys.active().equals(keys.newest()) ? onlyNewest(keys) : keys.names())
        .orElse("");
  }

  /** The first key of a cluster is not worth mentioning. */
  private static String onlyNewest(EncryptionKeys keys) {
    return keys.active().generation() == 1 ? "" : "encrypted with " + keys.active();
  }

  private String names() {
    return "encrypted with "
        + keys.stream().map(Key::toString).collect(Collectors.joining(", readable with "));
  }
}
