package dev.nestling.core.encryption;

import dev.nestling.api.v1alpha1.CommonSpec;
import dev.nestling.api.v1alpha1.Power;
import dev.nestling.core.plan.Waiting;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The next step of replacing the key of encryption at rest. Every server can read with the new key
 * before any writes with it; every Secret is written with it before the old one goes. Nothing is
 * remembered but the file of keys itself, so whoever dies in between is followed by somebody who
 * goes on.
 *
 * @param file what the file of keys should say
 * @param waiting what the rotation waits for; empty when there is nothing to do
 * @param rewrite the generation of the key that all Secrets have to be written with now
 */
public record KeyRotation(String file, Optional<Waiting> waiting, Optional<Integer> rewrite) {
  /** The reason of a file of keys that somebody else wrote. */
  static final String FOREIGN = "EncryptionKeysForeign";

  static final String ROTATING = "EncryptionKeyRotating";

  private static final String READ = "the new key is given to every API server";
  private static final String WRITE = "every API server is made to write with the new key";

  /**
   * What is known.
   *
   * @param file the keys as they are, or as they are about to be for the first time
   * @param wanted the generation that is asked for
   * @param oneServer whether there is never more than one server: what it writes, nobody else has
   *     to read
   * @param serversHaveIt whether every server that runs is known and started with this very file
   * @param rewriting what came of writing all Secrets anew
   */
  public record Facts(
      String file, int wanted, boolean oneServer, boolean serversHaveIt, Rewriting rewriting) {}

  /**
   * How far the Secrets are.
   *
   * @param done the generation of the key that all of them were written with last
   * @param trouble why the last attempt to do so ended early
   */
  public record Rewriting(Optional<Integer> done, Optional<String> trouble) {
    public static final Rewriting NEVER = new Rewriting(Optional.empty(), Optional.empty());

    /** The same while nobody inside can be asked at all, which is worth more than old trouble. */
    public Rewriting unless(Optional<String> nobodyCanBeAsked) {
      return new Rewriting(done, nobodyCanBeAsked.or(() -> trouble));
    }
  }

  /**
   * @param newKey makes 32 random bytes
   */
  public static KeyRotation next(Facts facts, Supplier<byte[]> newKey) {
    return EncryptionKeys.parse(facts.file())
        .map(keys -> keys.keys().size() == 1 ? begin(keys, facts, newKey) : goOn(keys, facts))
        .orElseGet(() -> foreign(facts));
  }

  /** Why nobody can be asked to write anything: the cluster is switched off. */
  public static Optional<String> off(CommonSpec spec) {
    return spec.life().power() == Power.Stopped
        ? Optional.of("spec.power is Stopped; it goes on when that is Running")
        : Optional.empty();
  }

  /**
   * Changes exactly when servers have to start anew because of their keys.
   *
   * @param file as it should be
   */
  public static String code(String file) {
    return EncryptionKeys.code(file);
  }

  /** The generation of the only key that Secrets are encrypted with; empty while that changes. */
  public static Optional<Integer> settledGeneration(String file) {
    return EncryptionKeys.parse(file)
        .filter(keys -> keys.keys().size() == 1)
        .map(keys -> keys.active().generation());
  }

  private static KeyRotation begin(EncryptionKeys keys, Facts facts, Supplier<byte[]> newKey) {
    if (facts.wanted() <= keys.active().generation()) {
      return new KeyRotation(keys.yaml(), Optional.empty(), Optional.empty());
    }
    EncryptionKeys both = keys.withOther(EncryptionKeys.Key.of(facts.wanted(), newKey.get()));
    return facts.oneServer() ? step(both.newestFirst(), WRITE) : step(both, READ);
  }

  private static KeyRotation goOn(EncryptionKeys keys, Facts facts) {
    boolean writesWithNewest = keys.active().equals(keys.newest());
    if (!facts.serversHaveIt()) {
      return step(keys, writesWithNewest ? WRITE : READ);
    }
    if (!writesWithNewest) {
      return step(keys.newestFirst(), WRITE);
    }
    int newest = keys.newest().generation();
    if (facts.rewriting().done().filter(done -> done == newest).isPresent()) {
      return new KeyRotation(keys.newestAlone().yaml(), Optional.empty(), Optional.empty());
    }
    String trouble = facts.rewriting().trouble().map(why -> "; at last: " + why).orElse("");
    return new KeyRotation(
        keys.yaml(),
        Optional.of(
            new Waiting(
                ROTATING, "all Secrets are written anew with encryption key " + newest + trouble)),
        Optional.of(newest));
  }

  private static KeyRotation step(EncryptionKeys keys, String what) {
    return new KeyRotation(
        keys.yaml(),
        Optional.of(new Waiting(ROTATING, "encryption at rest gets another key: " + what)),
        Optional.empty());
  }

  /** Of keys whose order and meaning are somebody else's, none is touched. */
  private static KeyRotation foreign(Facts facts) {
    Optional<Waiting> refused =
        facts.wanted() > 1
            ? Optional.of(
                new Waiting(
                    FOREIGN,
                    "spec.security.encryption.keyGeneration: the file of encryption keys is not as"
                        + " the operator writes it, so its keys are left alone; bring it back to"
                        + " that form, or rotate by hand"))
            : Optional.empty();
    return new KeyRotation(facts.file(), refused, Optional.empty());
  }
}
