package dev.nestling.core.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.encryption.KeyRotation.Rewriting;
import dev.nestling.core.plan.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyRotationTest {
  private static final String FIRST = EncryptionKeys.of(1, new byte[32]).yaml();

  private final List<String> minted = new ArrayList<>();

  private KeyRotation next(String file, int wanted, boolean serversHaveIt, Rewriting rewriting) {
    return KeyRotation.next(
        new KeyRotation.Facts(file, wanted, false, serversHaveIt, rewriting), this::mint);
  }

  private byte[] mint() {
    minted.add("a key");
    return new byte[] {(byte) minted.size()};
  }

  private static Rewriting doneWith(int generation) {
    return new Rewriting(Optional.of(generation), Optional.empty());
  }

  private static List<String> names(KeyRotation rotation) {
    return EncryptionKeys.parse(rotation.file()).orElseThrow().keys().stream()
        .map(EncryptionKeys.Key::toString)
        .toList();
  }

  @Test
  void everyServerReadsWithTheNewKeyBeforeAnyWritesWithItAndTheOldOneGoesLast() {
    KeyRotation begun = next(FIRST, 2, true, Rewriting.NEVER);
    assertThat(names(begun)).containsExactly("key1", "key2");

    assertThat(next(begun.file(), 2, false, Rewriting.NEVER).file()).isEqualTo(begun.file());

    KeyRotation writes = next(begun.file(), 2, true, Rewriting.NEVER);
    assertThat(names(writes)).containsExactly("key2", "key1");
    assertThat(writes.rewrite()).as("not before they all write with it").isEmpty();

    KeyRotation spreads = next(writes.file(), 2, false, Rewriting.NEVER);
    assertThat(spreads.file()).isEqualTo(writes.file());
    assertThat(spreads.rewrite()).isEmpty();

    KeyRotation rewrites = next(writes.file(), 2, true, Rewriting.NEVER);
    assertThat(rewrites.file()).isEqualTo(writes.file());
    assertThat(rewrites.rewrite()).contains(2);

    KeyRotation done = next(writes.file(), 2, true, doneWith(2));
    assertThat(names(done)).containsExactly("key2");
    assertThat(done.waiting()).isEmpty();
    assertThat(next(done.file(), 2, false, Rewriting.NEVER).file()).isEqualTo(done.file());
    assertThat(minted).hasSize(1);
  }

  @Test
  void aServerThatIsAloneWritesWithTheNewKeyAtOnce() {
    KeyRotation begun =
        KeyRotation.next(new KeyRotation.Facts(FIRST, 2, true, true, Rewriting.NEVER), this::mint);
    assertThat(names(begun)).containsExactly("key2", "key1");
    assertThat(begun.rewrite()).isEmpty();
  }

  @Test
  void itSaysWhyNobodyCanBeAsked() {
    String writes =
        next(next(FIRST, 2, true, Rewriting.NEVER).file(), 2, true, Rewriting.NEVER).file();
    Rewriting troubled = new Rewriting(Optional.empty(), Optional.of("it was slow"));

    assertThat(next(writes, 2, true, troubled).waiting().orElseThrow().message())
        .endsWith("it was slow");
    assertThat(
            next(writes, 2, true, troubled.unless(Optional.of("spec.power is Stopped")))
                .waiting()
                .orElseThrow()
                .message())
        .endsWith("spec.power is Stopped");
  }

  @Test
  void anOldKeyStaysUntilTheSecretsAreWrittenWithTheNewestNotWithAnother() {
    String writes =
        next(next(FIRST, 3, true, Rewriting.NEVER).file(), 3, true, Rewriting.NEVER).file();
    assertThat(names(next(writes, 3, true, doneWith(2)))).containsExactly("key3", "key1");
    assertThat(names(next(writes, 3, true, doneWith(3)))).containsExactly("key3");
  }

  @Test
  void anotherWishWaitsUntilTheRotationIsOver() {
    String begun = next(FIRST, 2, true, Rewriting.NEVER).file();
    assertThat(names(next(begun, 5, false, Rewriting.NEVER))).containsExactly("key1", "key2");
    String done = next(next(begun, 5, true, Rewriting.NEVER).file(), 5, true, doneWith(2)).file();
    assertThat(names(next(done, 5, true, doneWith(2)))).containsExactly("key2", "key5");
  }

  @Test
  void theTroubleOfRewritingIsTold() {
    String writes =
        next(next(FIRST, 2, true, Rewriting.NEVER).file(), 2, true, Rewriting.NEVER).file();
    var trouble = new Rewriting(Optional.empty(), Optional.of("Secret a/b can't be written"));
    assertThat(next(writes, 2, true, trouble).waiting().map(Waiting::message).orElseThrow())
        .contains("key 2", "Secret a/b can't be written");
  }

  @Test
  void nothingIsDoneForAGenerationThatIsThere() {
    assertThat(next(FIRST, 1, true, Rewriting.NEVER))
        .isEqualTo(new KeyRotation(FIRST, Optional.empty(), Optional.empty()));
    assertThat(KeyRotation.settledGeneration(FIRST)).contains(1);
    assertThat(minted).isEmpty();
  }

  @Test
  void keysOfAnotherFormAreLeftAlone() {
    String foreign = FIRST.replace("secretbox", "aesgcm");
    assertThat(next(foreign, 1, true, Rewriting.NEVER).waiting()).isEmpty();
    KeyRotation refused = next(foreign, 2, true, Rewriting.NEVER);
    assertThat(refused.file()).isEqualTo(foreign);
    assertThat(refused.waiting().map(Waiting::reason)).contains(KeyRotation.FOREIGN);
    assertThat(minted).isEmpty();
  }
}
