package dev.nestling.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Writes the status of the reconciled object, and only when it says something new.
 *
 * <p>The framework takes a change of the spec that happens between a reconcile and its status write
 * for the echo of that write and forgets it (java-operator-sdk issue 3398): nothing would reconcile
 * the change until some other event. So this writes the status by itself, looks at the generation
 * that the answer shows, and reconciles again at once when it has moved on.
 *
 * <p>The object sent is a fresh one with nothing but identity and status: a spec in it would be
 * taken for the operator's wish and overwrite the user's.
 *
 * @param <P> the kind
 * @param <S> its status
 */
public final class PrimaryStatus<P extends CustomResource<?, S>, S> {
  private final Supplier<P> empty;

  /**
   * @param empty makes an object without spec and status: the constructor of the kind
   */
  public PrimaryStatus(Supplier<P> empty) {
    this.empty = empty;
  }

  /**
   * What {@code reconcile} returns.
   *
   * @param reconciled the object as it was when the reconcile began
   * @param recheckAfter when to look again although nothing happened
   * @throws KubernetesClientException when the write failed; an object that is gone is no failure
   */
  public UpdateControl<P> write(
      Context<P> context, P reconciled, S status, Optional<Duration> recheckAfter) {
    UpdateControl<P> control = UpdateControl.noUpdate();
    if (writeIfChanged(context, reconciled, status)) {
      return control.reschedule();
    }
    return recheckAfter.map(control::rescheduleAfter).orElse(control);
  }

  /**
   * What {@code updateErrorStatus} returns: the status is written as above, the framework's retry
   * stays in force.
   */
  public ErrorStatusUpdateControl<P> writeFailure(Context<P> context, P reconciled, S status) {
    writeIfChanged(context, reconciled, status);
    return ErrorStatusUpdateControl.noStatusUpdate();
  }

  /** Whether the object has moved on since it was read. */
  private boolean writeIfChanged(Context<P> context, P reconciled, S status) {
    if (tree(context, status).equals(tree(context, reconciled.getStatus()))) {
      return false;
    }
    try {
      P answer =
          context.resourceOperations().serverSideApplyPrimaryStatus(patch(reconciled, status));
      return !Objects.equals(
          answer.getMetadata().getGeneration(), reconciled.getMetadata().getGeneration());
    } catch (KubernetesClientException e) {
      if (isGone(e)) {
        return false;
      }
      throw e;
    }
  }

  /** With the UID, so that a new object of the same name does not get the old one's status. */
  private P patch(P reconciled, S status) {
    P patch = empty.get();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName(reconciled.getMetadata().getName())
            .withNamespace(reconciled.getMetadata().getNamespace())
            .withUid(reconciled.getMetadata().getUid())
            .build());
    patch.setStatus(status);
    return patch;
  }

  private static boolean isGone(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
        || e.getCode() == HttpURLConnection.HTTP_CONFLICT;
  }

  private static JsonNode tree(Context<?> context, Object value) {
    return context
        .getClient()
        .getKubernetesSerialization()
        .convertValue(Optional.ofNullable(value).map(v -> (Object) v).orElse(""), JsonNode.class);
  }
}
