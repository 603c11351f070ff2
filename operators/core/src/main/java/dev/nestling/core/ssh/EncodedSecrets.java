package dev.nestling.core.ssh;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds secrets in base64: in both alphabets, wrapped or not, and also in the middle of something
 * longer that was encoded, where a secret has three forms, one for each place in a group of three.
 */
record EncodedSecrets(List<String> forms) {
  /** A shorter form is found in any text. */
  private static final int MIN_LENGTH = 6;

  private static final int BYTES_PER_GROUP = 3;
  private static final int BITS_PER_BYTE = 8;
  private static final int BITS_PER_CHARACTER = 6;

  static EncodedSecrets of(Collection<String> secrets) {
    return new EncodedSecrets(
        secrets.stream()
            .flatMap(secret -> Stream.of(secret, secret.strip()))
            .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
            .flatMap(secret -> IntStream.range(0, BYTES_PER_GROUP).mapToObj(at -> form(secret, at)))
            .filter(form -> form.length() >= MIN_LENGTH)
            .distinct()
            .toList());
  }

  /** The characters that are the same whatever stands before and behind the secret. */
  private static String form(byte[] secret, int before) {
    byte[] bytes = new byte[before + secret.length];
    System.arraycopy(secret, 0, bytes, before, secret.length);
    String encoded = Base64.getEncoder().withoutPadding().encodeToString(bytes);
    int first = Math.ceilDiv(before * BITS_PER_BYTE, BITS_PER_CHARACTER);
    int end = bytes.length * BITS_PER_BYTE / BITS_PER_CHARACTER;
    return first < end ? encoded.substring(first, end) : "";
  }

  /** The text with {@code mask} in the place of each. */
  String masked(String text, String mask) {
    BitSet secret = found(text);
    if (secret.isEmpty()) {
      return text;
    }
    var result = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      if (secret.get(at)) {
        result.append(mask);
        at = secret.nextClearBit(at);
      } else {
        int end = secret.nextSetBit(at);
        result.append(text, at, end < 0 ? text.length() : end);
        at = end < 0 ? text.length() : end;
      }
    }
    return result.toString();
  }

  private BitSet found(String text) {
    int[] places =
        IntStream.range(0, text.length())
            .filter(at -> !Character.isWhitespace(text.charAt(at)))
            .toArray();
    var dense = new StringBuilder(places.length);
    for (int place : places) {
      dense.append(inStandardAlphabet(text.charAt(place)));
    }
    var secret = new BitSet(text.length());
    for (String form : forms) {
      for (int at = dense.indexOf(form); at >= 0; at = dense.indexOf(form, at + 1)) {
        int from = places[at];
        int to = places[at + form.length() - 1] + 1;
        secret.set(withSharedBefore(text, from), withSharedBehind(text, to));
      }
    }
    return secret;
  }

  private static char inStandardAlphabet(char character) {
    return switch (character) {
      case '-' -> '+';
      case '_' -> '/';
      default -> character;
    };
  }

  /** The character before has some bits of the secret, unless it begins there. */
  private static int withSharedBefore(String text, int from) {
    return from > 0 && isEncoded(text.charAt(from - 1)) ? from - 1 : from;
  }

  private static int withSharedBehind(String text, int to) {
    int end = to < text.length() && isEncoded(text.charAt(to)) ? to + 1 : to;
    while (end < text.length() && text.charAt(end) == '=') {
      end++;
    }
    return end;
  }

  private static boolean isEncoded(char character) {
    return (character >= 'A' && character <= 'Z')
        || (character >= 'a' && character <= 'z')
        || (character >= '0' && character <= '9')
        || "+/-_".indexOf(character) >= 0;
  }
}
