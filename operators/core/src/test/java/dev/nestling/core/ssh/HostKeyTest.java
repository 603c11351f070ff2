package dev.nestling.core.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostKeyTest {
  private static final String ENCODED =
      "AAAAC3NzaC1lZDI1NTE5AAAAIHrWY0zjTDv7QRzmuajkloUjFxqJhZIZbMbq8E5uoimY";
  private static final String KEY = "ssh-ed25519 " + ENCODED;

  @ParameterizedTest
  @ValueSource(
      strings = {
        KEY,
        KEY + " root@machine, the first one",
        "  " + KEY + "\n",
        "10.0.0.1 " + KEY,
        "[10.0.0.1]:2222,machine\tssh-ed25519\t" + ENCODED + " comment",
        "|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= " + KEY,
      })
  void aKeyIsReadInEveryFormThatOpenSshWrites(String line) throws UnusableKeyException {
    assertThat(HostKey.parse(line))
        .isEqualTo(HostKey.parse(KEY))
        .hasSameHashCodeAs(HostKey.parse(KEY))
        .hasToString(KEY);
  }

  @Test
  void theFingerprintIsTheOneOfSshKeygen() throws UnusableKeyException {
    assertThat(HostKey.parse(KEY).fingerprint())
        .isEqualTo("SHA256:Ot3jNtaF+xG/Bm//NKbrCLcBOzOfgRieLiVdur67uQA");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'';it is empty",
        "# comment;it is empty",
        "machine;must read as in known_hosts",
        "ssh-ed25519;must read as in known_hosts",
        "ssh-dss AAAAB3NzaC1kc3M=;must read as in known_hosts",
        "machine ssh-dss AAAAB3NzaC1kc3M=;type is not supported; supported are [ssh-ed25519",
        "machine sk-ssh-ed25519@openssh.com AAAA;type is not supported",
        "machine ssh-ed25519-cert-v01@openssh.com AAAA;type is not supported",
        "@revoked machine ssh-ed25519 AAAA;are not supported",
        "@cert-authority * ssh-ed25519 AAAA;are not supported",
        "ssh-ed25519 !!!!;is no key, or cut off",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHrWY0;is no key, or cut off",
        "-----BEGIN OPENSSH PRIVATE KEY-----;it is a private key",
      })
  void whatIsNoKeyIsRefusedWithTheReason(String line, String reason) {
    assertThatThrownBy(() -> HostKey.parse(line))
        .isInstanceOf(UnusableKeyException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void twoKeysAreNotOne() {
    assertRefused(KEY + "\n" + KEY, "more than one line");
  }

  @Test
  void theTypeMustBeTheKeysOwn() {
    assertRefused("ssh-rsa " + ENCODED, "it says ssh-rsa, and the key is ssh-ed25519");
  }

  @Test
  void nothingMayFollowTheKeyInItsBase64() {
    byte[] longer = Arrays.copyOf(Base64.getDecoder().decode(ENCODED), 55);

    assertRefused("ssh-ed25519 " + Base64.getEncoder().encodeToString(longer), "something follows");
  }

  @Test
  void aShortRsaKeyIsRefused() {
    assertRefused(
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQCkNbelZ76EYeZDf28oErZsH3XxUA988DNZYCMzS3oP"
            + "Uz1N3MOfsCrv0V/q/MhvAESykA1gOzEk0QpwMIgKRuZx8fLaTkl+3D6kVddMO+ISogeBDIzAawxo9U0X"
            + "dh4ywsWnMRrOlRyZNN4eq16SSVAMVcA9061RiPpFqoe618JctQ==",
        "2048 bits at least, and this one has 1024");
  }

  private static void assertRefused(String line, String reason) {
    assertThatThrownBy(() -> HostKey.parse(line))
        .isInstanceOf(UnusableKeyException.class)
        .hasMessageContaining(reason);
  }
}
