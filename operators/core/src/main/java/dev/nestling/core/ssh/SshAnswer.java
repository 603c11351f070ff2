package dev.nestling.core.ssh;

import java.util.Optional;
import java.util.function.Function;

/** What came of an attempt: a value, or the reason why there is none. */
public sealed interface SshAnswer<T> {

  /** It was done. */
  record Ok<T>(T value) implements SshAnswer<T> {}

  /** It was not. */
  record Failed<T>(SshFailure failure) implements SshAnswer<T> {}

  /** The value, if there is one. */
  default Optional<T> answered() {
    return switch (this) {
      case Ok<T>(T value) -> Optional.of(value);
      case Failed<T> failed -> Optional.empty();
    };
  }

  /** The reason, if there is no value. */
  default Optional<SshFailure> failed() {
    return switch (this) {
      case Ok<T> ok -> Optional.empty();
      case Failed<T>(SshFailure failure) -> Optional.of(failure);
    };
  }

  /** The same with another value. */
  default <R> SshAnswer<R> map(Function<T, R> function) {
    return switch (this) {
      case Ok<T>(T value) -> new Ok<>(function.apply(value));
      case Failed<T>(SshFailure failure) -> new Failed<>(failure);
    };
  }
}
