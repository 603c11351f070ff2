package dev.nestling.core.pki;

import java.time.Instant;
import java.util.Optional;

/** Decides whether a leaf pair has to be made anew; a list of small named checks. */
public final class RenewalCheck {

  /**
   * What the checks look at.
   *
   * @param existing the pair that was found, if any
   * @param wanted what the pair should be
   * @param ca the authority that should have signed it
   * @param now the time of the check
   */
  public record Input(
      Optional<KeyPair> existing, CertificateRequest wanted, KeyPair ca, Instant now) {}

  private RenewalCheck() {}

  /** The first reason to make the pair anew; empty when it can stay. */
  public static Optional<Reason> check(Input input) {
    throw new UnsupportedOperationException();
  }

  /**
   * When the pair is due by its age alone: at two thirds of its life. Empty when a new pair would
   * not live longer, because the authority itself ends then.
   */
  public static Optional<Instant> nextRenewal(KeyPair pair, KeyPair ca) {
    throw new UnsupportedOperationException();
  }
}
