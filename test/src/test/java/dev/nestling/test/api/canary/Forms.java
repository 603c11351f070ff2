package dev.nestling.test.api.canary;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** In what guises a value may turn up: as it is, in a URL, and in base64 wherever it begins. */
record Forms(String name, Set<String> texts) {
  private static final int GROUP = 3;

  static Forms of(String name, String value) {
    Set<String> texts = new LinkedHashSet<>();
    texts.add(value);
    texts.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
    for (int before = 0; before < GROUP; before++) {
      texts.add(encoded(value, before));
      texts.add(encoded(encoded(value, before), 0));
    }
    return new Forms(name, texts);
  }

  /** What is the same whatever stands before and behind it. */
  private static String encoded(String value, int before) {
    String text = "x".repeat(before) + value;
    String base64 = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    return base64.substring(
        before == 0 ? 0 : before + 1, base64.length() - base64.length() % 4 - 4);
  }

  /** The form that is in a text. */
  Optional<String> in(String text) {
    return texts.stream().filter(text::contains).findFirst();
  }
}
