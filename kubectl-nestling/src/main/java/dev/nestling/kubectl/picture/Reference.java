package dev.nestling.kubectl.picture;

import dev.nestling.kubectl.management.Failure;
import java.util.Optional;

/**
 * What somebody asks for: {@code NAME} or {@code kind/NAME}.
 *
 * @param kind empty when it was not said
 */
public record Reference(Optional<Kind> kind, String name) {

  /**
   * @throws Failure when the text is neither form
   */
  public static Reference parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return new Reference(Optional.empty(), text);
    }
    Kind kind =
        Kind.of(text.substring(0, slash))
            .orElseThrow(
                () ->
                    new Failure(
                        "%s is no kind of Nestling; say lightcluster/NAME, fullcluster/NAME or nodepool/NAME"
                            .formatted(text.substring(0, slash))));
    return new Reference(Optional.of(kind), text.substring(slash + 1));
  }
}
