package dev.nestling.core.ssh;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes text of machines fit for a status: nothing secret, no control characters, not too long. It
 * knows secrets as they are, each longer line of them, and their base64, wrapped or not, wherever
 * in the encoded text they begin.
 */
public final class Redaction {
  private static final String MASK = "***";

  /** A line of a secret that is shorter says nothing, such as a brace. */
  private static final int MIN_LINE = 8;

  /** A beginning of a secret that is shorter may stay where output was cut. */
  private static final int MIN_STUMP = 4;

  private static final Pattern ESCAPE_SEQUENCE =
      Pattern.compile(
          "\\x1B(?:\\[[0-?]*[ -/]*[@-~]|\\].{0,200}?(?:\\x07|\\x1B\\\\)|.)", Pattern.DOTALL);
  private static final Pattern LINE_END = Pattern.compile("\\r\\n?");
  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\u2028\\u2029&&[^\\n]]");

  private final List<String> plain;
  private final EncodedSecrets encoded;

  /**
   * @param secrets of which nothing is shown; blank ones are none
   */
  public Redaction(Collection<String> secrets) {
    this.plain =
        secrets.stream()
            .flatMap(Redaction::forms)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    this.encoded = EncodedSecrets.of(secrets);
  }

  /** The text without secrets; of a longer one the last {@code maxLength} characters. */
  public String clean(String text, int maxLength) {
    return bounded(tidy(text), maxLength);
  }

  /** Likewise; where something is left out, no stump of a secret stays either. */
  public String clean(Output output, int maxLength) {
    if (output.leftOut() == 0) {
      return clean(output.head(), maxLength);
    }
    String head = masked(output.head());
    String tail = masked(output.tail());
    return clean(withoutStump(head) + output.gap() + withoutRest(tail), maxLength);
  }

  /** Twice, because a secret may have had control characters in it. */
  private String tidy(String text) {
    String tidy = ESCAPE_SEQUENCE.matcher(masked(text)).replaceAll("");
    tidy = LINE_END.matcher(tidy).replaceAll("\n").replace('\t', ' ');
    return masked(CONTROL.matcher(tidy).replaceAll("")).strip();
  }

  private String masked(String text) {
    String result = text;
    for (String form : plain) {
      result = result.replace(form, MASK);
    }
    return encoded.masked(result, MASK);
  }

  private String withoutStump(String head) {
    int stump = allForms().mapToInt(form -> overlap(head, form)).max().orElse(0);
    return stump < MIN_STUMP ? head : head.substring(0, head.length() - stump) + MASK;
  }

  private String withoutRest(String tail) {
    String backwards = reversed(tail);
    int rest = allForms().mapToInt(form -> overlap(backwards, reversed(form))).max().orElse(0);
    return rest < MIN_STUMP ? tail : MASK + tail.substring(rest);
  }

  private Stream<String> allForms() {
    return Stream.concat(plain.stream(), encoded.forms().stream());
  }

  /** How much of the form's beginning the text ends with. */
  private static int overlap(String text, String form) {
    for (int length = Math.min(text.length(), form.length()); length >= MIN_STUMP; length--) {
      if (text.endsWith(form.substring(0, length))) {
        return length;
      }
    }
    return 0;
  }

  private static String reversed(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  private static String bounded(String text, int maxLength) {
    if (text.length() <= maxLength) {
      return text;
    }
    int start = text.length() - maxLength + 1;
    if (Character.isLowSurrogate(text.charAt(start))) {
      start++;
    }
    return "…" + text.substring(start);
  }

  private static Stream<String> forms(String secret) {
    String whole = secret.strip();
    Stream<String> lines = whole.lines().map(String::strip).filter(it -> it.length() >= MIN_LINE);
    return Stream.concat(Stream.of(whole), lines).filter(form -> !form.isEmpty());
  }
}
