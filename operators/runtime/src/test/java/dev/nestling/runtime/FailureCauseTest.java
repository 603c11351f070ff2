package dev.nestling.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.OperatorException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class FailureCauseTest {
  private final IllegalStateException cause = new IllegalStateException("really");

  @Test
  void wrappingsAreTakenOff() {
    assertThat(FailureCause.of(new OperatorException(new ExecutionException(cause))))
        .isSameAs(cause);
  }

  @Test
  void aCauseOfTheFailureItselfStaysBelowIt() {
    IllegalArgumentException failure = new IllegalArgumentException("outer", cause);
    assertThat(FailureCause.of(failure)).isSameAs(failure);
  }

  @Test
  void aWrappingAroundNothingIsTheFailure() {
    OperatorException bare = new OperatorException("bare");
    assertThat(FailureCause.of(bare)).isSameAs(bare);
  }
}
