package dev.nestling.runtime;

import io.javaoperatorsdk.operator.OperatorException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * What really went wrong in a reconcile: with metrics on, the framework hands the exception of a
 * failed reconcile to {@code updateErrorStatus} wrapped.
 */
public final class FailureCause {
  private FailureCause() {}

  /** The first exception below the framework's and the executors' wrappings. */
  public static Throwable of(Throwable failure) {
    Throwable cause = failure;
    while (isWrapping(cause) && cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static boolean isWrapping(Throwable failure) {
    return failure.getClass() == OperatorException.class
        || failure instanceof ExecutionException
        || failure instanceof CompletionException;
  }
}
