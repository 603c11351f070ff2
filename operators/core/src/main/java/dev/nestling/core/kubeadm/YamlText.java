package dev.nestling.core.kubeadm;

import java.util.List;
import java.util.stream.Collectors;

/** Values in the templates of files that objects carry. */
public final class YamlText {
  private YamlText() {}

  /** In single quotes, in which no escape means anything but the quote itself. */
  public static String quoted(String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a value with control characters");
    }
    return "'" + text.replace("'", "''") + "'";
  }

  /** A list on one line. */
  public static String list(List<String> texts) {
    return texts.stream().map(YamlText::quoted).collect(Collectors.joining(", ", "[", "]"));
  }
}
