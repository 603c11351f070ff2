package dev.nestling.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {

  @ParameterizedTest
  @CsvSource({
    "10.96.0.0/12, 0, 10.96.0.0",
    "10.96.0.0/12, 1, 10.96.0.1",
    "10.96.0.9/12, 256, 10.96.1.0",
    "0.0.0.0/8, 10, 0.0.0.10",
    "255.255.255.240/28, 15, 255.255.255.255",
    "fd00::/112, 10, fd00::a",
    "fd00::/64, 65536, fd00::1:0",
    "::/120, 255, ::ff"
  })
  void anAddressAtItsPlace(String range, long index, String address) {
    Cidr cidr = Cidr.parse(range).orElseThrow();

    assertThat(AddressText.canonical(cidr.address(index))).isEqualTo(address);
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.0/28, 16", "10.0.0.0/28, -1", "fd00::/124, 16", "10.0.0.1/32, 1"})
  void anAddressOutsideIsRefused(String range, long index) {
    Cidr cidr = Cidr.parse(range).orElseThrow();

    assertThatIllegalArgumentException().isThrownBy(() -> cidr.address(index));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0", "10.0.0.0/33", "a/8", "10.0.0.0/-1", "fd00::/129", "/8"})
  void whatIsNoRangeIsNotTakenForOne(String text) {
    assertThat(Cidr.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.1.0.0/16, true",
    "10.1.0.0/16, 10.0.0.0/8, true",
    "10.1.0.0/16, 10.2.0.0/16, false",
    "fd00::/64, 10.0.0.0/8, false"
  })
  void overlaps(String one, String other, boolean expected) {
    assertThat(Cidr.parse(one).orElseThrow().overlaps(Cidr.parse(other).orElseThrow()))
        .isEqualTo(expected);
  }
}
