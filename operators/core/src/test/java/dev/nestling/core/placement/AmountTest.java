package dev.nestling.core.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountTest {
  @ParameterizedTest
  @CsvSource({
    "0.5,   1Gi,   500, 1073741824, 500m, 1024Mi",
    "250m,  256Mi, 250, 268435456,  250m, 256Mi",
    "2,     1000,  2000, 1000,      2,    1000",
    "1.0005, 1k,   1001, 1000,      1001m, 1000",
    "1e1,   1e3,   10000, 1000,     10,   1000"
  })
  void readsAndWritesQuantities(
      String cpu, String memory, long milliCpu, long bytes, String cpuText, String memoryText) {
    Amount amount = Amount.ofPod(Map.of("cpu", new Quantity(cpu), "memory", new Quantity(memory)));

    assertThat(amount).isEqualTo(new Amount(milliCpu, bytes, 1));
    assertThat(amount.cpu()).hasToString(cpuText);
    assertThat(amount.memoryQuantity()).hasToString(memoryText);
  }

  @Test
  void whatIsMissingOrNoNumberOrNegativeIsNothing() {
    assertThat(Amount.ofPod(null)).isEqualTo(new Amount(0, 0, 1));
    assertThat(Amount.ofPod(Map.of("cpu", new Quantity("x"), "memory", new Quantity("-1Gi"))))
        .isEqualTo(new Amount(0, 0, 1));
  }

  @Test
  void fitsOnlyWhenItDoesInEveryRespect() {
    Amount room = new Amount(100, 100, 1);
    assertThat(new Amount(100, 100, 1).fitsInto(room)).isTrue();
    assertThat(new Amount(101, 1, 1).fitsInto(room)).isFalse();
    assertThat(new Amount(1, 101, 1).fitsInto(room)).isFalse();
    assertThat(new Amount(1, 1, 2).fitsInto(room)).isFalse();
  }
}
