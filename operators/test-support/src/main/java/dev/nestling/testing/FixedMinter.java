package dev.nestling.testing;

import dev.nestling.core.pki.CertificateRequest;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.Minter;
import dev.nestling.core.pki.SecureMinter;
import dev.nestling.core.pki.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;

/**
 * Mints real keys and certificates that are the same in every run: they follow from what is asked,
 * not from the order of asking, so that one more certificate in a scenario changes no other. Never
 * for anything but tests.
 */
public final class FixedMinter implements Minter {

  @Override
  public KeyPair certificateAuthority(String commonName, Instant now) {
    return minter("authority " + commonName + now).certificateAuthority(commonName, now);
  }

  @Override
  public KeyPair sign(KeyPair ca, CertificateRequest request, Instant now) {
    String asked =
        request.commonName() + request.organizations() + request.dnsNames() + request.ipAddresses();
    return minter("leaf " + asked + ca.certificatePem() + now).sign(ca, request, now);
  }

  @Override
  public SigningKey signingKey() {
    return minter("signing key").signingKey();
  }

  @Override
  public byte[] encryptionKey() {
    return minter("encryption key").encryptionKey();
  }

  @Override
  public String letters(int length) {
    return minter("letters").letters(length);
  }

  private static Minter minter(String seed) {
    return new SecureMinter(new HashChain(seed));
  }

  /** As random as SHA-256 of a counter, and as secret as the seed: not at all. */
  private static final class HashChain extends SecureRandom {
    private final String seed;
    private long counter;

    HashChain(String seed) {
      this.seed = seed;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      for (int filled = 0; filled < bytes.length; ) {
        byte[] block = hash(seed + '\n' + counter++);
        int length = Math.min(block.length, bytes.length - filled);
        System.arraycopy(block, 0, bytes, filled, length);
        filled += length;
      }
    }

    @Override
    public byte[] generateSeed(int length) {
      var bytes = new byte[length];
      nextBytes(bytes);
      return bytes;
    }

    private static byte[] hash(String text) {
      try {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }
}
