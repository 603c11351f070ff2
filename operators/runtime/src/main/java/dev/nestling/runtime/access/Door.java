package dev.nestling.runtime.access;

import dev.nestling.core.plan.Problem;
import dev.nestling.runtime.FailureCause;
import dev.nestling.runtime.PrimaryStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a reconciler passes before it touches anything in an object's namespace.
 *
 * @param <P> the kind
 * @param <S> its status
 */
public final class Door<P extends CustomResource<?, S>, S> {
  private final Access access;
  private final PrimaryStatus<P, S> status;
  private final Saying<P, S> saying;
  private final InstantSource clock;

  /** What an object leaves behind when nobody cleans up after it. */
  public enum Departure {
    LEAVES_NOTHING,
    /** All of it goes with the namespace. */
    LEAVES_THINGS_IN_ITS_NAMESPACE,
    LEAVES_THINGS_ELSEWHERE
  }

  /** How a kind's status says something in its conditions. */
  @FunctionalInterface
  public interface Saying<P, S> {
    /**
     * The published status, or an empty one, with other conditions.
     *
     * @param conditions from those that are published, if any are
     */
    S with(P object, Conditions conditions);
  }

  /** Conditions made from those that are published. */
  @FunctionalInterface
  public interface Conditions {
    /**
     * @param published what was said last, if anything was
     */
    List<Condition> from(@Nullable List<Condition> published);
  }

  /**
   * @param saying how a status says why the door is shut
   * @param clock the only time
   */
  public Door(Access access, PrimaryStatus<P, S> status, Saying<P, S> saying, InstantSource clock) {
    this.access = access;
    this.status = status;
    this.saying = saying;
    this.clock = clock;
  }

  /**
   * @return what {@code reconcile} returns when the operator may not work there; empty when it may
   */
  public Optional<UpdateControl<P>> shutFor(P object, Context<P> context) {
    return access
        .ask(object.getMetadata().getNamespace())
        .map(
            shut ->
                shut.problem()
                    .map(why -> said(object, context, why, shut.recheckAfter()))
                    .orElseGet(
                        () -> UpdateControl.<P>noUpdate().rescheduleAfter(shut.recheckAfter())));
  }

  private UpdateControl<P> said(P object, Context<P> context, Problem why, Duration recheckAfter) {
    return status.write(context, object, saying(object, why), Optional.of(recheckAfter));
  }

  private S saying(P object, Problem why) {
    return saying.with(
        object, published -> Shut.conditions(object, published, why, clock.instant()));
  }

  /**
   * @param departure what an object leaves behind
   * @return what {@code cleanup} returns when the operator may not work there; empty when it may
   */
  public Optional<DeleteControl> shutForDeletionOf(
      P object, Context<P> context, Departure departure) {
    return access
        .ask(object.getMetadata().getNamespace())
        .map(
            shut -> {
              if (departure == Departure.LEAVES_NOTHING
                  || (departure == Departure.LEAVES_THINGS_IN_ITS_NAMESPACE && shut.ending())) {
                return DeleteControl.defaultDelete();
              }
              shut.problem().ifPresent(why -> said(object, context, why, shut.recheckAfter()));
              return DeleteControl.noFinalizerRemoval().rescheduleAfter(shut.recheckAfter());
            });
  }

  /** To be called with every exception of a reconcile or of a cleanup. */
  public void failed(P object, Exception failure) {
    if (FailureCause.of(failure) instanceof KubernetesClientException refusal
        && refusal.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
      access.refused(object.getMetadata().getNamespace());
    }
  }

  /** The same control, after it was remembered that the namespace may be left with it. */
  public DeleteControl leaving(P object, DeleteControl control) {
    if (control.isRemoveFinalizer()) {
      access.mayBeUnused(object.getMetadata().getNamespace());
    }
    return control;
  }
}
