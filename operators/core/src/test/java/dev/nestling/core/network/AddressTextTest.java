package dev.nestling.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTextTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.7, 10.0.0.7",
    "FD00:0:0:0:0:0:0:A, fd00::a",
    "fd00:0:1:0:0:0:0:1, fd00:0:1::1",
    "1:0:0:2:0:0:0:3, 1:0:0:2::3",
    "1:0:0:2:3:0:0:4, 1::2:3:0:0:4",
    "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7",
    "0:0:0:0:0:0:0:0, ::",
    "0:0:0:0:0:0:0:1, ::1",
    "1:0:0:0:0:0:0:0, 1::"
  })
  void oneTextPerAddress(String literal, String canonical) {
    assertThat(AddressText.canonical(literal)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "10.0.0.256", "fd00:::1", ""})
  void namesAreNeverLookedUp(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> AddressText.canonical(text));
  }
}
