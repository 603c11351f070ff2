package dev.nestling.core.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  private static final String SECRET = "abcdef.0123456789abcdef";
  private static final int LONG = 100_000;

  private static String clean(String text, String... secrets) {
    return new Redaction(List.of(secrets)).clean(text, LONG);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void everyOccurrenceGoes() {
    assertThat(clean("a " + SECRET + " b " + SECRET + SECRET + ".", SECRET))
        .isEqualTo("a *** b ******.");
    assertThat(clean("$1 a.c abc", "a.c", "$1")).isEqualTo("*** *** abc");
  }

  @Test
  void theLongerOfTwoGoesFirst() {
    assertThat(clean("password password1", "password", "password1")).isEqualTo("*** ***");
  }

  @Test
  void blankSecretsHideNothing() {
    assertThat(clean("a b", "", " ", "\n")).isEqualTo("a b");
  }

  @Test
  void aSecretIsFoundWithoutTheLineEndOfItsFile() {
    assertThat(clean("token: " + SECRET, SECRET + "\n")).isEqualTo("token: ***");
  }

  @Test
  void theLinesOfASecretGoAlsoByThemselves() {
    String key = "-----BEGIN KEY-----\nMHcCAQEEIIGv\nkqhkjOPQMBBw\n}\n-----END KEY-----\n";

    assertThat(clean("> kqhkjOPQMBBw }\r\n>  MHcCAQEEIIGv\r\n", key)).isEqualTo("> *** }\n>  ***");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "xy", "xyz", "user:", "{\"token\":\""})
  void itsBase64GoesWhereverItBegins(String before) {
    for (String after : List.of("", "1", "22", "\n", "\"}")) {
      String encoded = base64(before + SECRET + after);
      String shown = clean("<" + encoded + ">", SECRET);

      assertThat(shown).startsWith("<").endsWith(">").contains("***");
      String left = shown.replaceAll("[<>*]", "");
      assertThat(left.length())
          .as(shown)
          .isLessThanOrEqualTo(Math.ceilDiv(before.length() + after.length() + 4, 3) * 4);
      assertThat(clean(encoded.replace('+', '-').replace('/', '_'), SECRET)).contains("***");
    }
  }

  @Test
  void itsBase64GoesAlsoWhenItIsWrapped() {
    String key = "0123456789".repeat(30);
    String wrapped = Base64.getMimeEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));

    assertThat(wrapped).contains("\r\n");
    assertThat(clean("<" + wrapped + ">", key)).isEqualTo("<***>");
  }

  @Test
  void aSecretMayBeLong() {
    String key = "0123456789abcdef".repeat(2000);
    String wrapped = Base64.getMimeEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));

    assertThat(clean("<" + key + wrapped + ">", key)).isEqualTo("<******>");
  }

  @Test
  void wordsBesideItsBase64Stay() {
    assertThat(clean("a " + base64(SECRET) + " b\nc", SECRET)).isEqualTo("a *** b\nc");
  }

  @Test
  void bothAlphabetsOfBase64AreKnown() {
    String secret = "??>>~~??>>~~";
    String encoded = base64(secret);

    assertThat(encoded).containsAnyOf("+", "/");
    assertThat(clean(encoded.replace('+', '-').replace('/', '_'), secret)).isEqualTo("***");
  }

  @Test
  void controlCharactersAreCleaned() {
    assertThat(clean("\u001B[1;31mred\u001B[0m\tand\u0007 \u001B]0;title\u0007plain\0\u009B\u202E"))
        .isEqualTo("red and plain");
    assertThat(clean("one\r\ntwo\rthree\n\n")).isEqualTo("one\ntwo\nthree");
    assertThat(clean("ü€😀\uD800")).isEqualTo("ü€😀");
  }

  @Test
  void aSecretWithControlCharactersBetweenGoesToo() {
    String colourful = SECRET.substring(0, 9) + "\u001B[0m" + SECRET.substring(9);

    assertThat(clean("<" + colourful + ">", SECRET)).isEqualTo("<***>");
  }

  @Test
  void theEndOfALongTextIsKept() {
    var redaction = new Redaction(List.of(SECRET));

    assertThat(redaction.clean("0123456789", 10)).isEqualTo("0123456789");
    assertThat(redaction.clean("0123456789x", 10)).isEqualTo("…23456789x");
    assertThat(redaction.clean("01😀23456789", 10)).isEqualTo("…23456789");
    assertThat(redaction.clean("0123456789 " + SECRET, 10)).isEqualTo("…56789 ***");
  }

  @Test
  void whereOutputIsCutNoPartOfASecretStays() {
    var redaction = new Redaction(List.of(SECRET));
    for (int cut = 1; cut < SECRET.length(); cut++) {
      var output =
          new Output("head " + SECRET.substring(0, cut), 99, SECRET.substring(cut) + " tail");
      String shown = redaction.clean(output, LONG);

      assertThat(shown).startsWith("head ").endsWith(" tail").contains("[99 bytes left out]");
      for (int at = 0; at + 4 <= SECRET.length(); at++) {
        assertThat(shown).doesNotContain(SECRET.substring(at, at + 4));
      }
    }
  }

  @Test
  void aResultIsOneTextForAStatus() {
    var failed = new SshResult(2, output("progress"), output("\u001B[31mE: " + SECRET + "\n"));

    assertThat(failed.redacted(List.of(SECRET))).isEqualTo("exit code 2: E: ***");
    assertThat(new SshResult(1, output("only " + SECRET), output(" \n")).redacted(List.of(SECRET)))
        .isEqualTo("exit code 1: only ***");
    assertThat(new SshResult(0, output(""), output("")).redacted(List.of()))
        .isEqualTo("exit code 0");
    assertThat(new SshResult(1, output("x".repeat(5000)), output("")).redacted(List.of()))
        .hasSizeLessThan(1100)
        .endsWith("xxx");
  }

  private static Output output(String text) {
    return new Output(text, 0, "");
  }
}
