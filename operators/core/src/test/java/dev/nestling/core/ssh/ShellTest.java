package dev.nestling.core.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellTest {
  @Test
  void everyWordIsQuoted() {
    assertThat(Shell.quote("plain")).isEqualTo("'plain'");
    assertThat(Shell.quote("")).isEqualTo("''");
    assertThat(Shell.quote("it's")).isEqualTo("'it'\\''s'");
    assertThat(Shell.line(List.of("a", "b c"))).isEqualTo("'a' 'b c'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "'",
        "''",
        "\\'",
        "\\",
        "\"",
        "$HOME ${HOME} $(id) `id`",
        "; id & id | id > /dev/null < x",
        "* ? [a-z] {a,b} ~ !!",
        "line\nbreak\r\ttab",
        "ends with a line\n",
        "-n",
        "ü€😀",
      })
  void aShellGivesEveryWordBackAsItIs(String word) {
    String line = "printf %s " + Shell.quote(word) + "; printf x";

    assertThat(Keys.run(List.of("/bin/sh", "-c", line))).isEqualTo(word + "x");
    assertThat(Keys.run(List.of("/bin/sh", "-c", "exec sh -c " + Shell.quote(line))))
        .isEqualTo(word + "x");
  }

  @Test
  void noWordHasANul() {
    assertThatThrownBy(() -> Shell.quote("a\0b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("a\0b");
  }
}
