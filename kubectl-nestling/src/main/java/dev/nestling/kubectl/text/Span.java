package dev.nestling.kubectl.text;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as Kubernetes writes them: {@code 1h30m}. */
public final class Span {
  private static final Pattern FORM =
      Pattern.compile("(?=.)(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,8})s)?");

  private Span() {}

  /** Empty when the text is anything else. */
  public static Optional<Duration> parse(String text) {
    Matcher found = FORM.matcher(text);
    if (!found.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofHours(number(found, 1))
            .plusMinutes(number(found, 2))
            .plusSeconds(number(found, 3)));
  }

  /** The two largest units: {@code 2d3h}, {@code 5m10s}, {@code 0s}; the past is {@code 0s}. */
  public static String text(Duration duration) {
    Duration span = duration.isNegative() ? Duration.ZERO : duration;
    if (span.toDays() > 0) {
      return span.toDays() + "d" + (span.toHoursPart() > 0 ? span.toHoursPart() + "h" : "");
    }
    if (span.toHours() > 0) {
      return span.toHours() + "h" + (span.toMinutesPart() > 0 ? span.toMinutesPart() + "m" : "");
    }
    if (span.toMinutes() > 0) {
      return span.toMinutes() + "m" + (span.toSecondsPart() > 0 ? span.toSecondsPart() + "s" : "");
    }
    return span.toSeconds() + "s";
  }

  private static long number(Matcher found, int group) {
    String digits = found.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
