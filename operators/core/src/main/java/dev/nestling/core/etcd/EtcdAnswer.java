package dev.nestling.core.etcd;

import java.util.Optional;
import java.util.function.Function;

/** What came of a question: a value, or the reason why there is none. */
public sealed interface EtcdAnswer<T> {

  /** It was answered. */
  record Ok<T>(T value) implements EtcdAnswer<T> {}

  /** It was not. */
  record Failed<T>(EtcdFailure failure) implements EtcdAnswer<T> {}

  /** The value, if there is one. */
  default Optional<T> answered() {
    return switch (this) {
      case Ok<T>(T value) -> Optional.of(value);
      case Failed<T> failed -> Optional.empty();
    };
  }

  /** The reason, if there is no value. */
  default Optional<EtcdFailure> failed() {
    return switch (this) {
      case Ok<T> ok -> Optional.empty();
      case Failed<T>(EtcdFailure failure) -> Optional.of(failure);
    };
  }

  /** The same with another value. */
  default <R> EtcdAnswer<R> map(Function<T, R> function) {
    return switch (this) {
      case Ok<T>(T value) -> new Ok<>(function.apply(value));
      case Failed<T>(EtcdFailure failure) -> new Failed<>(failure);
    };
  }
}
