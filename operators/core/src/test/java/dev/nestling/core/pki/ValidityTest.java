package dev.nestling.core.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ValidityTest {

  @Test
  void theFirstEndIsThatOfTheOldest() {
    KeyPair old = Pairs.serverAt(Pairs.NOW);
    KeyPair young = Pairs.serverAt(Pairs.after(Duration.ofDays(30)));
    assertThat(Validity.firstEnd(Stream.of(young, old)))
        .contains(Validity.of(old.certificatePem()).notAfter());
  }

  @Test
  void whatCannotBeReadHasNoEnd() {
    KeyPair good = Pairs.serverAt(Pairs.NOW);
    KeyPair damaged = new KeyPair("not a certificate", good.privateKeyPem());
    assertThat(Validity.firstEnd(Stream.of(damaged, good)))
        .contains(Validity.of(good.certificatePem()).notAfter());
    assertThat(Validity.firstEnd(Stream.of(damaged))).isEmpty();
  }
}
