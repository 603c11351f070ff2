package dev.nestling.core.objects;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenlessServiceAccountTest {
  private static ServiceAccount with(String... pullSecrets) {
    return TokenlessServiceAccount.build(
        new ObjectMetaBuilder().withName("a").build(), List.of(pullSecrets));
  }

  @Test
  void itHasTheSecretsThatItIsGiven() {
    assertThat(with("login", "other").getImagePullSecrets())
        .extracting(LocalObjectReference::getName)
        .containsExactly("login", "other");
    assertThat(with("login").getAutomountServiceAccountToken()).isFalse();
  }

  /** What somebody else gave it is his: nothing is said of it. */
  @Test
  void withoutAnyItSaysNothingOfThem() {
    assertThat(with().getImagePullSecrets()).isNullOrEmpty();
  }
}
