package dev.nestling.core.pki;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether a leaf pair has to be made anew: the first of a list of small named checks that
 * finds something.
 */
public final class RenewalCheck {

  /**
   * What the checks look at.
   *
   * @param existing the pair that was found, if any
   * @param wanted what the pair should be
   * @param ca the authority that should have signed it; examined before
   * @param now the time of the check
   */
  public record Input(
      Optional<KeyPair> existing, CertificateRequest wanted, KeyPair ca, Instant now) {}

  /** What the later checks look at: the texts could be read. */
  private record ReadablePair(ParsedPair pair, LeafContents wanted, ParsedPair ca, Instant now) {}

  @FunctionalInterface
  private interface Check {
    Optional<Reason> find(ReadablePair leaf);
  }

  private static final List<Check> CHECKS =
      List.of(
          RenewalCheck::keyMismatch,
          RenewalCheck::anotherAuthority,
          RenewalCheck::subjectDiffers,
          RenewalCheck::usagesDiffer,
          RenewalCheck::namesDiffer,
          RenewalCheck::notYetValid,
          RenewalCheck::expired,
          RenewalCheck::dueForRenewal);

  private RenewalCheck() {}

  /** The first reason to make the pair anew; empty when it can stay. */
  public static Optional<Reason> check(Input input) {
    if (input.existing().isEmpty()) {
      return reason("Missing", "There is no certificate yet.");
    }
    ParsedPair pair;
    try {
      pair = ParsedPair.of(input.existing().get());
    } catch (Pem.UnparsableException e) {
      return reason("Unparsable", "The pair can't be read: " + e.getMessage() + ".");
    }
    var wanted = LeafContents.of(input.wanted());
    var leaf = new ReadablePair(pair, wanted, ParsedPair.ofUsable(input.ca()), input.now());
    return CHECKS.stream().flatMap(check -> check.find(leaf).stream()).findFirst();
  }

  /**
   * When the pair is due by its age alone: at two thirds of its life. Empty when a new pair would
   * not live longer, because the authority itself ends then, and when the pair can't be read: it
   * has no age, and is made anew at once, unless its cluster is paused.
   *
   * @throws IllegalArgumentException when the authority can't be read
   */
  public static Optional<Instant> nextRenewal(KeyPair pair, KeyPair ca) {
    try {
      return renewalTime(ParsedPair.of(pair), ParsedPair.ofUsable(ca));
    } catch (Pem.UnparsableException unreadable) {
      return Optional.empty();
    }
  }

  /** Whether a pair is one at all. */
  public static boolean isReadable(KeyPair pair) {
    try {
      ParsedPair.of(pair);
      return true;
    } catch (Pem.UnparsableException unreadable) {
      return false;
    }
  }

  private static Optional<Instant> renewalTime(ParsedPair pair, ParsedPair ca) {
    if (!pair.notAfter().isBefore(ca.notAfter())) {
      return Optional.empty();
    }
    Duration life = Duration.between(pair.notBefore(), pair.notAfter());
    return Optional.of(pair.notBefore().plus(life.multipliedBy(2).dividedBy(3)));
  }

  private static Optional<Reason> keyMismatch(ReadablePair leaf) {
    return Signatures.belongTogether(leaf.pair().certificate(), leaf.pair().privateKey())
        ? Optional.empty()
        : reason("KeyMismatch", "The private key does not belong to the certificate.");
  }

  private static Optional<Reason> anotherAuthority(ReadablePair leaf) {
    return Signatures.signedBy(leaf.pair().certificate(), leaf.ca().certificate())
        ? Optional.empty()
        : reason("AnotherAuthority", "The certificate was signed by another authority.");
  }

  private static Optional<Reason> subjectDiffers(ReadablePair leaf) {
    var found = LeafContents.of(leaf.pair().certificate()).subject();
    return differing("SubjectDiffers", "subject parts", found, leaf.wanted().subject());
  }

  private static Optional<Reason> usagesDiffer(ReadablePair leaf) {
    var found = LeafContents.of(leaf.pair().certificate()).usages();
    return differing("UsagesDiffer", "usages", found, leaf.wanted().usages());
  }

  private static Optional<Reason> namesDiffer(ReadablePair leaf) {
    var found = LeafContents.of(leaf.pair().certificate()).names();
    return differing("NamesDiffer", "names", found, leaf.wanted().names());
  }

  private static Optional<Reason> notYetValid(ReadablePair leaf) {
    return leaf.now().isBefore(leaf.pair().notBefore())
        ? reason("NotYetValid", "The certificate is valid from " + leaf.pair().notBefore() + " on.")
        : Optional.empty();
  }

  private static Optional<Reason> expired(ReadablePair leaf) {
    return leaf.now().isBefore(leaf.pair().notAfter())
        ? Optional.empty()
        : reason("Expired", "The certificate expired at " + leaf.pair().notAfter() + ".");
  }

  private static Optional<Reason> dueForRenewal(ReadablePair leaf) {
    return renewalTime(leaf.pair(), leaf.ca())
        .filter(due -> !leaf.now().isBefore(due))
        .flatMap(
            due ->
                reason(
                    "DueForRenewal",
                    "Two thirds of the certificate's life were over at " + due + "."));
  }

  private static Optional<Reason> differing(
      String reason, String what, Object found, Object wanted) {
    return found.equals(wanted)
        ? Optional.empty()
        : reason(
            reason, "The certificate's " + what + " are " + found + ", wanted are " + wanted + ".");
  }

  private static Optional<Reason> reason(String reason, String message) {
    return Optional.of(new Reason(reason, message));
  }
}
